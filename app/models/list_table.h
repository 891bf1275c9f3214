// Role: the list of a page as a table for other programs: ids, words, plain numbers and times in UTC, under names that
// stay. Thread: GUI; nothing is kept.
#pragma once

#include <QByteArray>
#include <QStringList>
#include <QVariant>

#include <optional>
#include <span>
#include <vector>

namespace glovebox::models {

class PanelModel;
class StableList;

struct TableField {
    const char *name; // of the column: never translated
    const char *role; // of the list
    enum class Kind { AsIs, Time } kind = Kind::AsIs;
};

struct ListTable {
    const char *name = ""; // "sandboxes"
    std::span<const TableField> fields;
    std::vector<QVariantList> rows; // of text, numbers and truth; an invalid one is unknown
};

/// Of the page that is shown, as filtered and sorted; with `keys`, those rows alone. None: its list is no such table.
std::optional<ListTable> shownTable(PanelModel &panel, const QStringList &keys = {});

/// With a line of names.
QByteArray toCsv(const ListTable &table);
/// An array of objects; what is unknown is null.
QByteArray toJson(const ListTable &table);
/// For the clipboard: with a line of names, cells apart by tabs.
QString toTabs(const ListTable &table);

} // namespace glovebox::models
