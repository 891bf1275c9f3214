// Role: the file in the data folder that keeps which sandboxes are reserved for whom. Thread: any; the file is small.
// Invariants: a file that is not whole is never left behind; one that cannot be read is an error, and is left alone.
#pragma once

#include "core/base/result.h"
#include "core/engine/reservation_book.h"

#include <string>

namespace glovebox::compose {

/// None of them when there is no file.
Result<engine::ReservationBook::All> readReservations(const std::string &file);
Result<> writeReservations(const std::string &file, const engine::ReservationBook::All &all);

} // namespace glovebox::compose
