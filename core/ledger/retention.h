// Role: which rows of the past go, and the room that they give back. Thread: the one that opened the connection.
// Invariants: what is open never goes. A clock that was wrong once removes nothing: the date that rows are old by is
// the third newest of the days on which this ledger was open, and a day that turns out to lie in the future was none.
#pragma once

#include "core/base/units.h"
#include "core/ledger/sql.h"

#include <chrono>

namespace glovebox::ledger {

/// Within the caller's transaction: writes down today, and removes at most `atOnce` rows of each table that are older
/// than `keep`. How many went.
Result<int> removeOldRows(const QSqlDatabase &database, WallTime now, std::chrono::hours keep, int atOnce);

/// Within the caller's transaction: gives at most `pages` unused pages back to the disk. Nothing in a file of before
/// that was made for it: its room is used again instead.
Result<> giveRoomBack(const QSqlDatabase &database, int pages);

} // namespace glovebox::ledger
