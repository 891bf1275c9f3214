#include "core/domain/orphan.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kOrphanKindWords{
    Word<OrphanKind>{OrphanKind::Machine, "machine"}, Word<OrphanKind>{OrphanKind::MachineFiles, "machine-files"},
    Word<OrphanKind>{OrphanKind::Layer, "layer"},     Word<OrphanKind>{OrphanKind::Frozen, "frozen"},
    Word<OrphanKind>{OrphanKind::Memory, "memory"},   Word<OrphanKind>{OrphanKind::Unknown, "unknown"},
};

} // namespace

std::string_view word(OrphanKind value)
{
    return wordOf(kOrphanKindWords, value);
}

} // namespace glovebox::domain
