#include "office.hpp"

int main(int argc, char* argv[]) {
    if (argc != 2) return 2;
    return told("stop", [&] {
        const News news{the_end, 0};
        const int queue = checked(msgget(Office::key(argv[1], 'Q'), 0), "msgget");
        checked(msgsnd(queue, &news, sizeof news.job, 0), "msgsnd");
    });
}
