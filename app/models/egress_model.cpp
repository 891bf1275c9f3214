#include "app/models/egress_model.h"

#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

namespace glovebox::models {

using domain::EgressDecision;
using domain::EgressKind;
using domain::EgressVerdict;

namespace {

QString hostOf(const EgressDecision &decision)
{
    return format::shownLine(QString::fromStdString(decision.host.empty() ? decision.address : decision.host));
}

/// The rule that decided; without one, why it was refused.
QString whyOf(const EgressRow &row)
{
    const auto &newest = row.newest;
    const QString why = format::shownLine(QString::fromStdString(newest.rule.empty() ? newest.reason : newest.rule));
    if (!row.misused.empty())
        return EgressModel::tr("misused %1 · %2").arg(namesOf(row.misused), why);
    return row.secrets.empty() ? why : EgressModel::tr("with %1 · %2").arg(namesOf(row.secrets), why);
}

QString bytesOf(const EgressRow &row)
{
    if (row.sent.value + row.received.value == 0)
        return {};
    return QStringLiteral("↑ %1  ↓ %2").arg(format::bytes(row.sent), format::bytes(row.received));
}

QString attemptsOf(const EgressRow &row)
{
    if (row.denied == 0)
        return format::count(row.allowed);
    if (row.allowed == 0)
        return format::count(row.denied);
    return EgressModel::tr("%1, %2 denied").arg(format::count(row.allowed + row.denied), format::count(row.denied));
}

format::StateLook lookOf(const EgressRow &row)
{
    if (row.newest.verdict == EgressVerdict::Denied)
        return {glovebox::models::EgressModel::tr("Denied"), format::Tone::Attention, format::Shape::CircleSlash};
    if (!row.open.empty())
        return {row.open.size() == 1
                    ? glovebox::models::EgressModel::tr("Open")
                    : glovebox::models::EgressModel::tr("%1 open").arg(static_cast<int>(row.open.size())),
                format::Tone::Live, format::Shape::Disc};
    return {glovebox::models::EgressModel::tr("Allowed"), format::Tone::Neutral, format::Shape::CheckCircle};
}

} // namespace

QString namesOf(const std::set<std::string> &secrets)
{
    QStringList names;
    for (const auto &name : secrets)
        names += format::shownLine(QString::fromStdString(name));
    return names.join(QStringLiteral(", "));
}

QString targetOf(const EgressDecision &decision)
{
    const QString host = hostOf(decision);
    if (decision.kind == EgressKind::Name)
        return host;
    return (host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host) + QLatin1Char(':') +
           QString::number(decision.port);
}

/// A name that was only asked for is a row of its own.
QString EgressRow::key() const
{
    const auto &host = newest.host.empty() ? newest.address : newest.host;
    return QString::fromStdString(newest.sandbox.value() + '/' + std::to_string(newest.port) + '/' + host);
}

EgressModel::EgressModel(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({AgoRole}); });
}

void EgressModel::apply(std::vector<api::EgressAttemptView> attempts)
{
    std::ranges::stable_sort(attempts, {}, [](const auto &view) { return view.decision.at; });
    for (const auto &[decision] : attempts)
        take(decision);
    dropQuiet();
}

void EgressModel::take(const EgressDecision &decision)
{
    EgressRow fresh{.newest = decision, .since = decision.at};
    int row = rowOf(fresh.key());
    if (row < 0) {
        row = rowCount();
        appendRow(std::move(fresh));
    }
    auto &all = rowAt(row);
    const bool isEnd = decision.lasted && all.open.erase(decision.id) > 0;
    const bool isNews = !decision.lasted && all.open.contains(decision.id); // of one that goes on
    if (!isEnd && !isNews) {
        const bool denies = decision.verdict == EgressVerdict::Denied;
        (denies ? all.denied : all.allowed) += 1;
        m_denied += denies ? 1 : 0;
        if (!denies && !decision.lasted && decision.kind == EgressKind::Connection)
            all.open.insert(decision.id);
    }
    if (decision.lasted) {
        all.sent.value += decision.sent.value;
        all.received.value += decision.received.value;
    }
    for (const auto &[kept, names] : {std::pair(&all.secrets, &decision.secrets), {&all.misused, &decision.misused}})
        for (const auto &name : *names)
            if (kept->size() < domain::kGrantedSecretsMax)
                kept->insert(name);
    if (decision.at >= all.newest.at)
        all.newest = decision;
    rowChanged(row);
}

void EgressModel::dropQuiet()
{
    while (rows().size() > kRowsMax) {
        const auto quiet = std::ranges::min_element(rows(), {}, [](const EgressRow &row) { return row.newest.at; });
        removeRow(static_cast<int>(quiet - rows().begin()));
    }
}

void EgressModel::clear()
{
    for (int row = rowCount() - 1; row >= 0; --row)
        removeRow(row);
    m_denied = 0;
}

void EgressModel::setName(const domain::SandboxId &sandbox, const QString &name)
{
    const auto id = QString::fromStdString(sandbox.value());
    if (m_names.value(id) == name)
        return;
    m_names.insert(id, name);
    allChanged({SandboxRole});
}

QString EgressModel::nameOf(const domain::SandboxId &sandbox) const
{
    const auto id = QString::fromStdString(sandbox.value());
    const QString name = m_names.value(id);
    return name.isEmpty() ? id : name;
}

QVariant EgressModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const EgressRow &row = rowAt(index.row());
    const EgressDecision &newest = row.newest;
    switch (role) {
    case KeyRole:
        return row.key();
    case MatchRole:
        return QStringLiteral("%1\n%2\n%3\n%4\n%5\n%6")
            .arg(targetOf(newest), QString::fromStdString(newest.address), nameOf(newest.sandbox),
                 QString::fromStdString(newest.sandbox.value()), lookOf(row).word, whyOf(row));
    case GoneRole:
    case MarkedRole:
        return false;
    case RankRole:
        return newest.verdict == EgressVerdict::Denied ? 0 : 1;
    case RecencyRole:
        return QVariant::fromValue<qint64>(newest.at.time_since_epoch().count());
    case HostRole:
        return hostOf(newest);
    case PortRole:
        return newest.kind == EgressKind::Name ? tr("name") : QString::number(newest.port);
    case SandboxRole:
        return nameOf(newest.sandbox);
    case AttemptsRole:
        return attemptsOf(row);
    case BytesRole:
        return bytesOf(row);
    case AgoRole:
        return format::ago(newest.at, m_ticker->now());
    case ToneRole:
        return format::word(lookOf(row).tone);
    case SymbolRole:
        return format::symbol(lookOf(row).shape);
    case WordRole:
        return lookOf(row).word;
    case WhyRole:
        return whyOf(row);
    case SpokenRole:
        return spoken(row);
    default:
        return {};
    }
}

QString EgressModel::spoken(const EgressRow &row) const
{
    return tr("%1 from %2, %3, %4 attempts, %5")
        .arg(targetOf(row.newest), nameOf(row.newest.sandbox), lookOf(row).word, attemptsOf(row),
             format::ago(row.newest.at, m_ticker->now()));
}

QHash<int, QByteArray> EgressModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {HostRole, "host"},
                      {PortRole, "port"},
                      {SandboxRole, "sandbox"},
                      {AttemptsRole, "attempts"},
                      {BytesRole, "bytes"},
                      {AgoRole, "ago"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {WhyRole, "why"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
