// Role: names of model roles as QML sees them, from one enum per model without writing each twice by hand.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QtGlobal>

#include <initializer_list>
#include <utility>

namespace glovebox::models {

inline QHash<int, QByteArray> roleTable(std::initializer_list<std::pair<int, const char *>> roles)
{
    QHash<int, QByteArray> table;
    for (const auto &[role, name] : roles)
        table.insert(role, QByteArray(name));
    return table;
}

} // namespace glovebox::models
