// Role: how well what somebody typed fits a name: its letters in order, better at the beginning of words and in one
// piece. Pure; made for ten thousand names at each key.
#pragma once

#include <QString>

namespace glovebox::models {

/// Both in small letters. Below 0: it does not fit. A word's beginning counts, a whole name most.
int fuzzyMatch(QStringView wanted, QStringView name);

} // namespace glovebox::models
