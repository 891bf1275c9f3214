#include "core/domain/snapshot.h"

namespace glovebox::domain {

std::string_view word(SnapshotState state)
{
    switch (state) {
    case SnapshotState::Taking:
        return "taking";
    case SnapshotState::Ready:
        return "ready";
    case SnapshotState::Failed:
        return "failed";
    case SnapshotState::Deleting:
        return "deleting";
    case SnapshotState::Gone:
        return "gone";
    }
    return "unknown";
}

std::string_view word(SnapshotEvent event)
{
    switch (event) {
    case SnapshotEvent::Taken:
        return "taken";
    case SnapshotEvent::Failed:
        return "failed";
    case SnapshotEvent::Delete:
        return "delete";
    case SnapshotEvent::Gone:
        return "gone";
    }
    return "unknown";
}

std::string_view word(SnapshotKind kind)
{
    switch (kind) {
    case SnapshotKind::Kept:
        return "kept";
    case SnapshotKind::Hibernated:
        return "hibernated";
    case SnapshotKind::Passing:
        return "passing";
    case SnapshotKind::Step:
        return "step";
    case SnapshotKind::Template:
        return "template";
    }
    return "unknown";
}

} // namespace glovebox::domain
