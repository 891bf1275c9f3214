// Role: the database's tables, as the list of steps that lead from an empty file to today's. A step that was released
// is never changed; a new one is added behind it, with a database of the version before it in tests/fixtures/ledger.
#pragma once

#include <QtGlobal>

#include <vector>

namespace glovebox::ledger {

/// "GLBX": in the file's header, so that a database of somebody else is known as such.
inline constexpr qint32 kApplicationId = 0x474C4258;

struct Migration {
    int version; // of the schema when its statements have run; the first is 1 and each is one more
    std::vector<const char *> statements;
};

const std::vector<Migration> &migrations();
int currentVersion();

} // namespace glovebox::ledger
