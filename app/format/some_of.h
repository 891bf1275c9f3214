// Role: many names in a sentence that is about all of them. Pure.
#pragma once

#include <QStringList>

namespace glovebox::format {

/// "a, b, c": three at most, then "a, b, c and 2 more". The names as they are: the caller makes foreign ones fit to be
/// shown.
QString someOf(const QStringList &names);

} // namespace glovebox::format
