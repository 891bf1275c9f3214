#include "app/models/command_palette.h"

#include "app/models/action_deeds.h"
#include "app/models/action_registry.h"
#include "app/models/action_table.h"
#include "app/models/fuzzy_match.h"
#include "app/models/panel_model.h"

#include <algorithm>

namespace glovebox::models {

namespace {

// The order of ux 4.2: exact id, actions for the selection, recent, what fits.
constexpr int kExactId = 100000;
constexpr int kForSelection = 10000;
constexpr int kRecent = 5000;

struct KindLook {
    const char *kind;
    const char *symbol;
    const char *word;
};
constexpr KindLook kKinds[] = {
    {"session", "session", QT_TRANSLATE_NOOP("Actions", "Session")},
    {"sandbox", "sandbox", QT_TRANSLATE_NOOP("Actions", "Sandbox")},
    {"snapshot", "state/diamond", QT_TRANSLATE_NOOP("Actions", "Snapshot")},
    {"template", "template", QT_TRANSLATE_NOOP("Actions", "Template")},
    {"image", "image", QT_TRANSLATE_NOOP("Actions", "Image")},
};

const KindLook &lookOf(const QString &kind)
{
    const auto *found =
        std::ranges::find_if(kKinds, [&](const KindLook &one) { return kind == QLatin1String(one.kind); });
    return found == std::end(kKinds) ? kKinds[0] : *found;
}

bool isPrefix(QChar letter)
{
    return letter == QLatin1Char('>') || letter == QLatin1Char('@') || letter == QLatin1Char('#') ||
           letter == QLatin1Char(':');
}

bool isForSelection(Subject subject)
{
    return subject != Subject::App && subject != Subject::Setting && subject != Subject::Page;
}

/// What the palette itself is, and what only the focused list can do, is not in it.
bool isOffered(const ActionDef &def)
{
    const bool ofTheList = def.use == KeyUse::List && def.subject == Subject::App && !def.run;
    const bool ofAControl = def.use == KeyUse::Fixed && !def.run;
    const QLatin1String id(def.id);
    return !ofTheList && !ofAControl && id != QLatin1String("app.palette") && id != QLatin1String("app.goTo");
}

} // namespace

CommandPalette::CommandPalette(ActionRegistry &registry)
    : m_registry(registry), m_objects([&registry] { return namedObjects(registry.panel()); })
{
}

void CommandPalette::noteOpened(const QString &object)
{
    m_recent.removeAll(object);
    m_recent.prepend(object);
    while (m_recent.size() > static_cast<qsizetype>(kRecentMost))
        m_recent.removeLast();
}

void CommandPalette::open(bool objectsOnly)
{
    m_objectsOnly = objectsOnly;
    m_text.clear();
    readAll();
    Q_EMIT opened();
    Q_EMIT textChanged();
    find();
}

void CommandPalette::readAll()
{
    m_entries.clear();
    if (!m_objectsOnly)
        readActions();
    for (NamedObject &object : m_objects()) {
        Entry entry;
        entry.id = object.id.toLower();
        entry.label = object.name.toLower();
        entry.recent = static_cast<int>(m_recent.indexOf(object.kind + QLatin1Char('/') + object.id));
        entry.object = std::move(object);
        m_entries.push_back(std::move(entry));
    }
}

void CommandPalette::readActions()
{
    for (const auto &action : m_registry.actions()) {
        const ActionDef &def = action->def();
        if ((def.places & m_registry.placesNow()) == 0 || !isOffered(def))
            continue;
        const bool isSelected = !selectedId(m_registry.panel(), def.subject).isEmpty();
        if (def.subject == Subject::MarkedSandboxes && !isSelected) // the same words as for the selected one
            continue;
        Entry entry;
        entry.action = action.get();
        entry.label = action->text().toLower();
        entry.forSelection = isForSelection(def.subject) && isSelected;
        m_entries.push_back(std::move(entry));
    }
}

void CommandPalette::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    Q_EMIT textChanged();
    find();
}

bool CommandPalette::isOf(const Entry &entry, QChar prefix) const
{
    if (prefix == QLatin1Char('>'))
        return entry.action && entry.action->def().subject != Subject::Setting;
    if (prefix == QLatin1Char(':'))
        return entry.action && entry.action->def().subject == Subject::Setting;
    if (prefix == QLatin1Char('@'))
        return !entry.action && entry.object.kind == QLatin1String("session");
    if (prefix == QLatin1Char('#'))
        return !entry.action && entry.object.kind == QLatin1String("sandbox");
    return true;
}

/// Every word has to fit somewhere: in the name, or in the id.
int CommandPalette::scoreOf(const Entry &entry, const QStringList &words, const QString &whole) const
{
    int score = 0;
    for (const QString &word : words) {
        const int best = std::max(fuzzyMatch(word, entry.label), entry.action ? -1 : fuzzyMatch(word, entry.id));
        if (best < 0)
            return -1;
        score += best;
    }
    score = words.isEmpty() ? 0 : score / static_cast<int>(words.size());
    if (!entry.action && !whole.isEmpty() && entry.id == whole)
        score += kExactId;
    else if (entry.forSelection && entry.action->why().isEmpty()) // what cannot be done stands in nobody's way
        score += kForSelection;
    else if (entry.recent >= 0)
        score += kRecent - entry.recent;
    return score;
}

void CommandPalette::add(std::size_t entry, Section section)
{
    m_shown.push_back({entry, 0, section});
}

/// Nothing is typed: what can be done with the selection, what was opened last, and where one can go.
void CommandPalette::offer()
{
    const auto each = [this](auto wanted, Section section) {
        for (std::size_t at = 0; at < m_entries.size(); ++at)
            if (wanted(m_entries[at]))
                add(at, section);
    };
    each([](const Entry &entry) { return entry.forSelection && entry.action->why().isEmpty(); }, Section::Selection);
    const auto recentFrom = static_cast<std::ptrdiff_t>(m_shown.size());
    each([](const Entry &entry) { return entry.recent >= 0; }, Section::Recent);
    std::sort(m_shown.begin() + recentFrom, m_shown.end(), [this](const Shown &left, const Shown &right) {
        return m_entries[left.entry].recent < m_entries[right.entry].recent;
    });
    each([](const Entry &entry) { return entry.action && entry.action->def().subject == Subject::Page; },
         Section::Pages);
    each([](const Entry &entry) { return entry.action && entry.action->def().subject == Subject::App; },
         Section::Actions);
    if (m_objectsOnly)
        for (std::size_t at = 0; at < m_entries.size() && m_shown.size() < kShownMost; ++at)
            if (m_entries[at].recent < 0)
                add(at, Section::None);
}

void CommandPalette::find()
{
    beginResetModel();
    m_shown.clear();
    m_isCut = false;
    QString wanted = m_text.trimmed().toLower();
    const QChar prefix = !m_objectsOnly && !wanted.isEmpty() && isPrefix(wanted[0]) ? wanted[0] : QChar();
    if (!prefix.isNull())
        wanted = wanted.mid(1).trimmed();
    const QStringList words = wanted.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.isEmpty() && prefix.isNull()) {
        offer();
    } else {
        for (std::size_t at = 0; at < m_entries.size(); ++at)
            if (const int score = isOf(m_entries[at], prefix) ? scoreOf(m_entries[at], words, wanted) : -1; score >= 0)
                m_shown.push_back({at, score, Section::None});
        std::ranges::stable_sort(m_shown, std::ranges::greater(), &Shown::score);
        m_isCut = m_shown.size() > kShownMost;
    }
    if (m_isCut)
        m_shown.resize(kShownMost);
    endResetModel();
    m_current = -1;
    setCurrent(m_shown.empty() ? -1 : 0);
    Q_EMIT shownChanged();
}

QString CommandPalette::countText() const
{
    if (m_shown.empty())
        return tr("Nothing fits");
    return m_isCut ? tr("The first %1; more fit").arg(m_shown.size()) : QString();
}

void CommandPalette::setCurrent(int row)
{
    if (row == m_current || row >= count())
        return;
    m_current = row;
    Q_EMIT currentChanged();
}

void CommandPalette::move(int rows)
{
    if (count() > 0)
        setCurrent(std::clamp(m_current + rows, 0, count() - 1));
}

bool CommandPalette::canChoose(int row) const
{
    if (row < 0 || row >= count())
        return false;
    const Entry &entry = m_entries[m_shown[static_cast<std::size_t>(row)].entry];
    return !entry.action || entry.action->why().isEmpty();
}

void CommandPalette::choose(int row)
{
    if (!canChoose(row))
        return;
    const Entry entry = m_entries[m_shown[static_cast<std::size_t>(row)].entry]; // it may open the palette anew
    if (entry.action)
        m_registry.trigger(entry.action->id());
    else
        m_registry.panel().openObject(entry.object.kind + QLatin1Char('/') + entry.object.id);
}

QString CommandPalette::sectionText(std::size_t row) const
{
    const Shown &shown = m_shown[row];
    if (row > 0 && m_shown[row - 1].section == shown.section)
        return {};
    switch (shown.section) {
    case Section::Selection:
        return tr("For %1").arg(selectedId(m_registry.panel(), m_entries[shown.entry].action->def().subject));
    case Section::Recent:
        return tr("Recent");
    case Section::Pages:
        return tr("Pages");
    case Section::Actions:
        return tr("Everywhere");
    case Section::None:
        break;
    }
    return {};
}

QVariant CommandPalette::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const Shown &shown = m_shown[static_cast<std::size_t>(index.row())];
    const Entry &entry = m_entries[shown.entry];
    const bool isAction = entry.action != nullptr;
    switch (role) {
    case LabelRole:
        return isAction ? entry.action->text() : entry.object.name.isEmpty() ? entry.object.id : entry.object.name;
    case ObjectRole:
        if (isAction)
            return entry.action->def().subject == Subject::Page
                       ? tr("Page")
                       : selectedId(m_registry.panel(), entry.action->def().subject);
        return entry.object.name.isEmpty()
                   ? actionText(lookOf(entry.object.kind).word)
                   : actionText(lookOf(entry.object.kind).word) + QLatin1Char(' ') + entry.object.id;
    case SymbolRole:
        return QString::fromLatin1(isAction ? entry.action->def().symbol : lookOf(entry.object.kind).symbol);
    case KeysRole:
        return isAction ? entry.action->keysText() : entry.object.detail;
    case WhyRole:
        return isAction ? entry.action->why() : QString();
    case SectionRole:
        return sectionText(static_cast<std::size_t>(index.row()));
    case SpokenRole: {
        QStringList parts{data(index, LabelRole).toString(), data(index, ObjectRole).toString(),
                          data(index, KeysRole).toString(), data(index, WhyRole).toString()};
        parts.removeAll(QString());
        return parts.join(QLatin1String(", "));
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> CommandPalette::roleNames() const
{
    return {{LabelRole, "label"}, {ObjectRole, "object"},   {SymbolRole, "symbol"}, {KeysRole, "keys"},
            {WhyRole, "why"},     {SectionRole, "section"}, {SpokenRole, "spoken"}};
}

} // namespace glovebox::models
