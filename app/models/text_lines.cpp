#include "app/models/text_lines.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

void TextLines::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    show(format::shownLines(text));
}

void TextLines::setLines(const QStringList &lines)
{
    m_text = lines.join(QLatin1Char('\n'));
    show(lines);
}

void TextLines::show(const QStringList &lines)
{
    const auto same = std::ranges::mismatch(m_lines, lines).in1 - m_lines.begin();
    const int kept = static_cast<int>(same);
    if (kept < count()) {
        beginRemoveRows({}, kept, count() - 1);
        m_lines.resize(kept);
        endRemoveRows();
    }
    if (kept < lines.size()) {
        beginInsertRows({}, kept, static_cast<int>(lines.size()) - 1);
        m_lines = lines;
        endInsertRows();
    }
    Q_EMIT countChanged();
}

int TextLines::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant TextLines::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == TextRole)
        return m_lines.at(index.row());
    return role == NumberRole ? QVariant(index.row() + 1) : QVariant();
}

QHash<int, QByteArray> TextLines::roleNames() const
{
    return roleTable({{TextRole, "text"}, {NumberRole, "number"}});
}

} // namespace glovebox::models
