// Role: tables as text files for other programs: RFC 4180, UTF-8. Pure.
// Invariant: no cell begins a formula, whoever wrote its text: a spreadsheet would run it.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace glovebox::format {

/// One line with its CR LF.
QByteArray csvLine(const QStringList &cells);

} // namespace glovebox::format
