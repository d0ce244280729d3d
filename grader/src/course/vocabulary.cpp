#include "course/vocabulary.h"

#include "sysv/names.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ipclab::course {
namespace {

using enum FieldKind;
using Words = std::string_view;

constexpr std::array get_words{Words("IPC_CREAT"), Words("IPC_EXCL")};
constexpr std::array shmget_words{Words("IPC_CREAT"), Words("IPC_EXCL"), Words("SHM_HUGETLB"), Words("SHM_NORESERVE")};
constexpr std::array msgsnd_words{Words("IPC_NOWAIT")};
constexpr std::array msgrcv_words{Words("IPC_NOWAIT"), Words("MSG_NOERROR"), Words("MSG_EXCEPT"), Words("MSG_COPY")};
constexpr std::array semop_words{Words("IPC_NOWAIT"), Words("SEM_UNDO")};
constexpr std::array shmat_words{Words("SHM_RDONLY"), Words("SHM_RND"), Words("SHM_REMAP"), Words("SHM_EXEC")};
constexpr std::array msgctl_words{Words("IPC_RMID"), Words("IPC_STAT"), Words("IPC_SET"),
                                  Words("IPC_INFO"), Words("MSG_INFO"), Words("MSG_STAT")};
constexpr std::array semctl_words{Words("IPC_RMID"), Words("IPC_STAT"), Words("IPC_SET"), Words("GETVAL"),  Words("SETVAL"),
                                  Words("GETALL"),   Words("SETALL"),   Words("GETPID"),  Words("GETNCNT"), Words("GETZCNT"),
                                  Words("IPC_INFO"), Words("SEM_INFO"), Words("SEM_STAT")};
constexpr std::array shmctl_words{Words("IPC_RMID"),   Words("IPC_STAT"), Words("IPC_SET"),  Words("SHM_LOCK"),
                                  Words("SHM_UNLOCK"), Words("IPC_INFO"), Words("SHM_INFO"), Words("SHM_STAT")};
constexpr std::span<const Words> no_words;

constexpr std::array msgget_fields{CallField{"key", key}, CallField{"msgflg", flags}};
constexpr std::array msgsnd_fields{CallField{"msqid", id}, CallField{"msgsz", number}, CallField{"msgflg", flags},
                                   CallField{"mtype", number}, CallField{"mtext", text}};
constexpr std::array msgrcv_fields{CallField{"msqid", id},     CallField{"msgsz", number}, CallField{"msgtyp", number},
                                   CallField{"msgflg", flags}, CallField{"mtype", number}, CallField{"mtext", text}};
constexpr std::array msgctl_fields{CallField{"msqid", id}, CallField{"cmd", command}};
constexpr std::array semget_fields{CallField{"key", key}, CallField{"nsems", number}, CallField{"semflg", flags}};
constexpr std::array semop_fields{CallField{"semid", id}, CallField{"nsops", number}, CallField{"sem_num", number},
                                  CallField{"sem_op", number}, CallField{"sem_flg", flags}};
constexpr std::array semctl_fields{CallField{"semid", id}, CallField{"semnum", number}, CallField{"cmd", command},
                                   CallField{"val", number}};
constexpr std::array shmget_fields{CallField{"key", key}, CallField{"size", number}, CallField{"shmflg", flags}};
constexpr std::array shmat_fields{CallField{"shmid", id}, CallField{"shmflg", flags}};
constexpr std::array shmdt_fields{CallField{"shmid", id}};
constexpr std::array shmctl_fields{CallField{"shmid", id}, CallField{"cmd", command}};

constexpr std::array all_calls{
    CallWords{"msgget", Key::Kind::queue, msgget_fields, get_words},
    CallWords{"msgsnd", Key::Kind::queue, msgsnd_fields, msgsnd_words},
    CallWords{"msgrcv", Key::Kind::queue, msgrcv_fields, msgrcv_words},
    CallWords{"msgctl", Key::Kind::queue, msgctl_fields, msgctl_words},
    CallWords{"semget", Key::Kind::semaphores, semget_fields, get_words},
    CallWords{"semop", Key::Kind::semaphores, semop_fields, semop_words},
    CallWords{"semtimedop", Key::Kind::semaphores, semop_fields, semop_words},
    CallWords{"semctl", Key::Kind::semaphores, semctl_fields, semctl_words},
    CallWords{"shmget", Key::Kind::segment, shmget_fields, shmget_words},
    CallWords{"shmat", Key::Kind::segment, shmat_fields, shmat_words},
    CallWords{"shmdt", Key::Kind::segment, shmdt_fields, no_words},
    CallWords{"shmctl", Key::Kind::segment, shmctl_fields, shmctl_words},
};

using Index = StateField::Index;

constexpr std::array queue_state{StateField{"qnum"}, StateField{"cbytes"}, StateField{"qbytes"}, StateField{"mode"}};
constexpr std::array semaphore_state{StateField{"nsems"}, StateField{"mode"}, StateField{"value", Index::semaphore},
                                     StateField{"ncnt", Index::semaphore}, StateField{"zcnt", Index::semaphore}};
constexpr std::array segment_state{StateField{"segsz"},
                                   StateField{"nattch"},
                                   StateField{"mode"},
                                   StateField{"char", Index::offset},
                                   StateField{"short", Index::offset},
                                   StateField{"int", Index::offset},
                                   StateField{"long", Index::offset},
                                   StateField{"text", Index::offset}};

} // namespace

std::span<const CallWords> calls() { return all_calls; }

const CallWords* find_call(std::string_view name) {
    const auto* found =
        std::find_if(all_calls.begin(), all_calls.end(), [&](const CallWords& call) { return call.name == name; });
    return found == all_calls.end() ? nullptr : found;
}

std::vector<std::string> call_names() {
    std::vector<std::string> names;
    for (const CallWords& call : all_calls)
        names.emplace_back(call.name);
    return names;
}

const std::vector<std::string>& waitable_calls() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = call_names();
        all.insert(all.end(), {"read", "write", "wait4", "waitid", "pause", "nanosleep", "clock_nanosleep"});
        return all;
    }();
    return names;
}

std::span<const StateField> state_fields(Key::Kind kind) {
    switch (kind) {
    case Key::Kind::queue: return queue_state;
    case Key::Kind::semaphores: return semaphore_state;
    case Key::Kind::segment: return segment_state;
    }
    return {};
}

std::optional<SegmentField> segment_field(std::string_view field) {
    const auto bracket = field.find('[');
    if (bracket == std::string_view::npos || !field.ends_with(']')) return std::nullopt;
    const auto name = field.substr(0, bracket);
    const bool known = std::any_of(segment_state.begin(), segment_state.end(),
                                   [&](const StateField& one) { return one.index == Index::offset && one.name == name; });
    SegmentField found;
    const auto* const end = field.data() + field.size() - 1;
    const auto [stop, error] = std::from_chars(field.data() + bracket + 1, end, found.offset);
    if (!known || error != std::errc{} || stop != end) return std::nullopt;
    found.size = name == "char"    ? sizeof(char)
                 : name == "short" ? sizeof(short)
                 : name == "int"   ? sizeof(int)
                 : name == "long"  ? sizeof(long)
                                   : 0;
    return found;
}

std::string_view name_of(Key::Kind kind) {
    switch (kind) {
    case Key::Kind::queue: return "queue";
    case Key::Kind::semaphores: return "semaphores";
    case Key::Kind::segment: return "segment";
    }
    return "";
}

std::optional<Key::Kind> key_kind(std::string_view name) {
    for (const Key::Kind kind : {Key::Kind::queue, Key::Kind::semaphores, Key::Kind::segment})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

const std::vector<std::string>& signal_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (int signo = 1; signo < 32; ++signo)
            if (std::string name = sysv::signal_name(signo); name.starts_with("SIG")) all.push_back(std::move(name));
        return all;
    }();
    return names;
}

} // namespace ipclab::course
