#pragma once

/// @file
/// What lies in a segment: asked for before a run, found in its trace.

#include "course/lab.h"
#include "course/vocabulary.h"
#include "engine/run.h"
#include "trace/event.h"

#include <optional>
#include <string>
#include <vector>

namespace ipclab::judge {

/// The bytes that the engine has to keep for the fields of an expectation; none where it does not ask for what lies in a segment.
std::vector<engine::Piece> pieces_of(const course::ExpectObject& expect);

/// The number or the text in bytes that were kept; nothing where they were not, or are too few.
std::optional<std::string> segment_text(const course::SegmentField& field, sysv::ObjectId segment,
                                        const std::vector<trace::Contents>& kept);

} // namespace ipclab::judge
