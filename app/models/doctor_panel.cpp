#include "app/models/doctor_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QDateTime>
#include <QStandardPaths>

#include <algorithm>

namespace glovebox::models {

namespace {

using domain::CheckGroup;
using domain::CheckStatus;

struct Look {
    const char *tone;
    const char *symbol;
    const char *word;
};

/// By how it ended; what is only told is neither good nor bad.
Look lookOf(const domain::HostCheck &check)
{
    if (check.status == CheckStatus::Fail)
        return {"failed", "octagon-cross", QT_TRANSLATE_NOOP("glovebox::models::DoctorPanel", "Failed")};
    if (check.status == CheckStatus::Warn)
        return {"attention", "triangle-bang", QT_TRANSLATE_NOOP("glovebox::models::DoctorPanel", "Warning")};
    if (check.group == CheckGroup::Info)
        return {"neutral", "circle", QT_TRANSLATE_NOOP("glovebox::models::DoctorPanel", "Info")};
    return {"live", "check-circle", QT_TRANSLATE_NOOP("glovebox::models::DoctorPanel", "Good")};
}

QString shown(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text).simplified());
}

/// Some checks tell a clause, for the terminal's columns.
QString sentence(const std::string &text)
{
    QString out = shown(text);
    if (out.isEmpty())
        return out;
    out[0] = out[0].toUpper();
    return out.endsWith(QLatin1Char('.')) ? out : out + QLatin1Char('.');
}

} // namespace

DoctorPanel::DoctorPanel(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        Q_EMIT ticked();
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(count() - 1), {AgeRole});
    });
}

void DoctorPanel::apply(const bridge::Batch &batch)
{
    if (batch.host)
        m_host = batch.host;
    for (const auto &each : batch.environments) {
        const auto known = std::ranges::find(m_environments, each.id, &api::EnvironmentView::id);
        if (known == m_environments.end())
            m_environments.push_back(each);
        else
            *known = each;
    }
    for (const auto &id : batch.goneEnvironments)
        std::erase_if(m_environments, [&](const api::EnvironmentView &each) { return each.id == id; });
    if (batch.host || !batch.environments.empty() || !batch.goneEnvironments.empty())
        Q_EMIT changed();
}

int DoctorPanel::failed() const
{
    return static_cast<int>(
        std::ranges::count(m_rows, CheckStatus::Fail, [](const Row &row) { return row.check.status; }));
}

int DoctorPanel::warned() const
{
    return static_cast<int>(
        std::ranges::count(m_rows, CheckStatus::Warn, [](const Row &row) { return row.check.status; }));
}

QString DoctorPanel::summary() const
{
    if (m_rows.empty())
        return running() ? tr("Looking at this host…") : tr("This host was not looked at yet.");
    const bool mustFails = std::ranges::any_of(m_rows, [](const Row &row) {
        return row.check.group == CheckGroup::Must && row.check.status == CheckStatus::Fail;
    });
    if (mustFails)
        return tr("This host cannot run sandboxes yet: mend what failed.");
    if (warned() > 0)
        return warned() == 1 ? tr("This host can run sandboxes. 1 check has a warning.")
                             : tr("This host can run sandboxes. %1 checks have a warning.").arg(warned());
    return tr("This host can run sandboxes.");
}

QString DoctorPanel::summaryKind() const
{
    return failed() > 0 ? QStringLiteral("error") : warned() > 0 ? QStringLiteral("warning") : QStringLiteral("info");
}

QString DoctorPanel::age() const
{
    if (running())
        return m_asked->isEmpty() ? tr("Checking…") : tr("Checking again…");
    return m_allAt ? tr("Checked %1").arg(format::ago(*m_allAt, m_ticker->now())) : tr("Not checked yet");
}

QStringList DoctorPanel::bundleTitles() const
{
    QStringList out;
    for (const auto &part : bundleParts(facts()))
        out += part.title;
    return out;
}

QStringList DoctorPanel::bundleHolds() const
{
    QStringList out;
    for (const auto &part : bundleParts(facts()))
        out += part.holds;
    return out;
}

void DoctorPanel::open()
{
    if (!m_allAt && !running())
        checkAll();
}

void DoctorPanel::checkAll()
{
    ask({});
}

void DoctorPanel::checkOne(const QString &id)
{
    ask(id);
}

void DoctorPanel::cancel()
{
    m_call.cancel();
    m_asked.reset();
    refresh();
}

void DoctorPanel::ask(const QString &only)
{
    if (!m_desk)
        return;
    m_call.cancel(); // before the next one is asked for
    m_asked = only;
    ++m_run;
    refresh();
    m_call = m_desk->check(
        only.toStdString(), [this](const domain::HostCheck &check) { told(check); }, [this] { finished(); });
}

void DoctorPanel::told(const domain::HostCheck &check)
{
    const auto known = std::ranges::find(m_rows, check.id, [](const Row &row) { return row.check.id; });
    const Row row{check, m_ticker->now(), m_run};
    if (known != m_rows.end() && known->check.group == check.group) {
        *known = row;
        return refresh();
    }
    const auto place =
        std::ranges::upper_bound(m_rows, check.group, {}, [](const Row &each) { return each.check.group; });
    const int at = static_cast<int>(place - m_rows.begin());
    beginInsertRows({}, at, at);
    m_rows.insert(place, row);
    endInsertRows();
    refresh();
}

/// What was not told this time is not so any more: "QEMU answers" is told only while it does not.
void DoctorPanel::finished()
{
    const QString only = *std::exchange(m_asked, {});
    if (only.isEmpty())
        m_allAt = m_ticker->now();
    for (int i = count() - 1; i >= 0; --i) {
        const auto &row = m_rows[static_cast<std::size_t>(i)];
        if (row.run == m_run || !(only.isEmpty() || only.toStdString() == row.check.id))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    refresh();
}

void DoctorPanel::refresh()
{
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(count() - 1));
    Q_EMIT changed();
    Q_EMIT ticked();
}

BundleFacts DoctorPanel::facts() const
{
    BundleFacts facts{.checks = {}, .host = m_host, .environments = m_environments, .now = m_ticker->now()};
    for (const auto &row : m_rows)
        facts.checks.push_back(row.check);
    return facts;
}

bool DoctorPanel::prepareBundle()
{
    const auto now = QDateTime::fromMSecsSinceEpoch(m_ticker->now().time_since_epoch().count());
    return m_bundle.prepare(
        {tr("the support bundle"),
         tr("One text file, for whoever helps you: %1. No key, no log, and nothing that an agent wrote is in it. It is "
            "sent nowhere.")
             .arg(bundleTitles().join(QStringLiteral(", ")).toLower()),
         QStringLiteral("glovebox-support-%1.txt").arg(now.toString(QStringLiteral("yyyyMMdd-HHmmss"))),
         bundleText(facts()), false, QStringLiteral("host")},
        QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
}

QString DoctorPanel::groupOf(std::size_t row) const
{
    const auto group = m_rows[row].check.group;
    if (row > 0 && m_rows[row - 1].check.group == group)
        return {};
    switch (group) {
    case CheckGroup::Must:
        return tr("Must");
    case CheckGroup::Should:
        return tr("Should");
    case CheckGroup::Info:
        break;
    }
    return tr("Info");
}

QVariant DoctorPanel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto at = static_cast<std::size_t>(index.row());
    const Row &row = m_rows[at];
    const Look look = lookOf(row.check);
    const QString id = QString::fromStdString(row.check.id);
    const bool checking = m_asked && row.run != m_run && (m_asked->isEmpty() || *m_asked == id);
    switch (role) {
    case IdRole:
        return id;
    case GroupRole:
        return groupOf(at);
    case TitleRole:
        return shown(row.check.title);
    case ToneRole:
        return checking ? QStringLiteral("progress") : QString::fromLatin1(look.tone);
    case SymbolRole:
        return checking ? QStringLiteral("arc") : QString::fromLatin1(look.symbol);
    case WordRole:
        return checking ? tr("Checking") : tr(look.word);
    case FoundRole:
        return sentence(row.check.found);
    case WhyRole:
        return sentence(row.check.why);
    case FixRole:
        return shown(row.check.fix);
    case IgnoredRole:
        return sentence(row.check.ifIgnored);
    case CheckingRole:
        return checking;
    case AgeRole:
        return format::ago(row.at, m_ticker->now());
    default:
        return {};
    }
}

QHash<int, QByteArray> DoctorPanel::roleNames() const
{
    return roleTable({{IdRole, "checkId"},
                      {GroupRole, "group"},
                      {TitleRole, "title"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {FoundRole, "found"},
                      {WhyRole, "why"},
                      {FixRole, "fix"},
                      {IgnoredRole, "ifIgnored"},
                      {CheckingRole, "checking"},
                      {AgeRole, "age"}});
}

} // namespace glovebox::models
