#include "app/models/banner_list.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QRegularExpression>

#include <algorithm>

namespace glovebox::models {

namespace {

QString kindWord(Banner::Kind kind)
{
    switch (kind) {
    case Banner::Kind::Info:
        return QStringLiteral("info");
    case Banner::Kind::Warning:
        return QStringLiteral("warning");
    case Banner::Kind::Error:
        return QStringLiteral("error");
    }
    return QStringLiteral("info");
}

/// The engine counts its steps as "(2 of 4)"; without such a count there is no bar.
double progressOf(const QString &activity)
{
    static const QRegularExpression steps(QStringLiteral("\\((\\d{1,4}) of (\\d{1,4})\\)"));
    const QRegularExpressionMatch match = steps.match(activity);
    const double all = match.captured(2).toDouble();
    return all > 0 ? std::clamp((match.captured(1).toDouble() - 1) / all, 0.0, 1.0) : -1;
}

void addEngineBanners(std::vector<Banner> &banners, const api::HostView &host)
{
    if (host.phase == api::EnginePhase::Failed) {
        const format::Explanation text = format::explain(host.problem.value_or(Error{}), format::Area::Engine);
        const QString why =
            text.detail.isEmpty() ? text.why : BannerList::tr("%1 (%2)").arg(text.why, format::firstLine(text.detail));
        banners.push_back({QStringLiteral("engine-failed"), Banner::Kind::Error, text.what,
                           why + QLatin1Char(' ') + text.todo, text.code, QStringLiteral("start"),
                           BannerList::tr("Start again")});
    }
    if (host.phase == api::EnginePhase::Preparing) {
        const QString activity = format::firstLine(QString::fromStdString(host.activity));
        banners.push_back(
            {QStringLiteral("preparing"),
             Banner::Kind::Info,
             BannerList::tr("Getting ready."),
             activity.isEmpty() ? BannerList::tr("The engine prepares image and acceleration.") : activity,
             {},
             {},
             {},
             progressOf(activity)});
    }
}

/// Sandboxes that run go on; what needs more disk than there is, does not begin.
void addDiskBanner(std::vector<Banner> &banners, const api::HostView &host)
{
    if (host.diskReserved.value == 0) // not looked at yet
        return;
    const QString free = format::bytes(host.diskFree);
    if (host.diskFree.value < host.diskReserved.value)
        banners.push_back(
            {QStringLiteral("disk-full"), Banner::Kind::Error, BannerList::tr("Only %1 of disk are free.").arg(free),
             BannerList::tr("No sandbox starts and nothing is hibernated or kept below %1. Delete snapshots, "
                            "or make room on the disk.")
                 .arg(format::bytes(host.diskReserved))});
    else if (host.diskFree.value < 2 * host.diskReserved.value)
        banners.push_back({QStringLiteral("disk-low"), Banner::Kind::Warning,
                           BannerList::tr("%1 of disk are free.").arg(free),
                           BannerList::tr("Below %1 nothing new starts. Delete snapshots, or make room on the disk.")
                               .arg(format::bytes(host.diskReserved))});
}

/// What this start took up, and what it could not explain.
void addHistoryBanners(std::vector<Banner> &banners, const Situation &situation)
{
    if (situation.leftovers > 0) {
        const bool isOne = situation.leftovers == 1;
        const QString text =
            isOne ? BannerList::tr("No record says what it is for; it takes %1. Nothing was removed.")
                  : BannerList::tr("No record says what they are for; they take %1. Nothing was removed.");
        banners.push_back({QStringLiteral("leftovers"),
                           Banner::Kind::Warning,
                           isOne ? BannerList::tr("1 thing on this host is not explained.")
                                 : BannerList::tr("%1 things on this host are not explained.").arg(situation.leftovers),
                           text.arg(situation.leftoversSize),
                           {},
                           QStringLiteral("leftovers"),
                           BannerList::tr("Look at them"),
                           -1,
                           true});
    }
    if (!situation.recovered.isEmpty())
        banners.push_back({QStringLiteral("recovered"),
                           Banner::Kind::Info,
                           BannerList::tr("Taken up after a restart:"),
                           situation.recovered + QLatin1Char('.'),
                           {},
                           QStringLiteral("recovered"),
                           BannerList::tr("Details"),
                           -1,
                           true});
}

/// `name` is empty when there is only one environment.
void addEnvironmentBanner(std::vector<Banner> &banners, const api::EnvironmentView &environment, const QString &name,
                          int resultsWaiting, const QTimeZone &zone)
{
    const QString id = QString::fromStdString(environment.id.value());
    const format::Explanation text = format::explainPolling(environment);
    const QString code = environment.problem ? text.code : QString();
    const QString suffix = name.isEmpty() ? QString() : QLatin1Char('-') + id;
    if (environment.state == api::PollState::KeyRejected) {
        banners.push_back(
            {QStringLiteral("key-rejected") + suffix, Banner::Kind::Error,
             name.isEmpty() ? BannerList::tr("The environment key was rejected.")
                            : BannerList::tr("The environment key of %1 was rejected.").arg(name),
             BannerList::tr("No new work arrives.") + QLatin1Char(' ') + (environment.problem ? text.todo : QString()),
             code});
    }
    if (environment.state == api::PollState::Disconnected) {
        QString says = BannerList::tr("Local sandboxes keep running.");
        if (environment.retryIn.count() > 0)
            says += QLatin1Char(' ') + BannerList::tr("Retrying in %1.").arg(format::duration(environment.retryIn));
        if (environment.problem)
            says += QLatin1Char(' ') + text.why;
        if (resultsWaiting > 0)
            says += QLatin1Char(' ') + (resultsWaiting == 1
                                            ? BannerList::tr("1 result waiting to send.")
                                            : BannerList::tr("%1 results waiting to send.").arg(resultsWaiting));
        const QString since = format::shortClockTime(environment.since, zone);
        banners.push_back({QStringLiteral("disconnected") + suffix, Banner::Kind::Warning,
                           name.isEmpty()
                               ? BannerList::tr("Cannot reach the control plane since %1.").arg(since)
                               : BannerList::tr("Cannot reach the control plane of %1 since %2.").arg(name, since),
                           says, code});
    }
}

QString bannerName(const api::EnvironmentView &environment)
{
    const QString name = format::firstLine(QString::fromStdString(environment.name));
    return name.isEmpty() ? format::shortened(QString::fromStdString(environment.id.value()), 20) : name;
}

} // namespace

std::vector<Banner> bannersFor(const Situation &situation, const QTimeZone &zone)
{
    std::vector<Banner> banners;
    if (situation.host) {
        addEngineBanners(banners, *situation.host);
        addDiskBanner(banners, *situation.host);
    }
    if (situation.stale) {
        banners.insert(banners.begin(),
                       {QStringLiteral("stale"), Banner::Kind::Warning, BannerList::tr("The engine does not answer."),
                        BannerList::tr("What you see is as of %1.").arg(format::clockTime(situation.heardAt, zone))});
    }
    int waiting = situation.resultsWaiting; // of all of them together: said once
    for (const api::EnvironmentView *environment : situation.environments) {
        addEnvironmentBanner(banners, *environment,
                             situation.environments.size() > 1 ? bannerName(*environment) : QString(), waiting, zone);
        waiting = environment->state == api::PollState::Disconnected ? 0 : waiting;
    }
    const bool emulated = situation.host && situation.host->acceleration == domain::Acceleration::Emulated;
    if (emulated) {
        banners.push_back(
            {QStringLiteral("emulated"),
             Banner::Kind::Warning,
             BannerList::tr("No KVM on this host:"),
             BannerList::tr("sandboxes run in slow software emulation with weaker isolation. For evaluation only."),
             {},
             QStringLiteral("why-emulated"),
             BannerList::tr("How to enable"),
             -1,
             false,
             QStringLiteral("doctor"),
             BannerList::tr("Host doctor")});
    }
    addHistoryBanners(banners, situation);
    if (std::ranges::any_of(situation.environments, &api::EnvironmentView::isDemo)) {
        banners.push_back(
            {QStringLiteral("demo"),
             Banner::Kind::Info,
             BannerList::tr("Demo control plane."),
             BannerList::tr("The agents follow a script; the microVMs and the tool calls in them are real."),
             {},
             {},
             {},
             -1,
             true});
    }
    // Worst first, otherwise in the order above.
    std::ranges::stable_sort(banners, [](const Banner &a, const Banner &b) { return a.kind > b.kind; });
    if (situation.viewOnly)
        banners.insert(banners.begin(), {QStringLiteral("view-only"), Banner::Kind::Info, BannerList::tr("View only:"),
                                         BannerList::tr("you can look and export, not change.")});
    if (situation.sample) // before all that is wrong with it: nothing of that is real
        banners.insert(banners.begin(), {QStringLiteral("sample"), Banner::Kind::Info, BannerList::tr("Sample data."),
                                         BannerList::tr("Nothing here is real; actions change only the sample.")});
    return banners;
}

void BannerList::setBanners(std::vector<Banner> banners)
{
    m_all = std::move(banners);
    m_dismissed.removeIf([this](const QString &key) {
        return std::ranges::none_of(m_all, [&](const Banner &banner) { return banner.key == key; });
    });
    show();
}

void BannerList::dismiss(const QString &key)
{
    m_dismissed.insert(key);
    show();
}

void BannerList::show()
{
    std::vector<Banner> wanted;
    for (const Banner &banner : m_all)
        if (wanted.size() < kShownMax && !m_dismissed.contains(banner.key))
            wanted.push_back(banner);
    const auto sameKeys = std::ranges::equal(wanted, m_shown, {}, &Banner::key, &Banner::key);
    if (sameKeys) {
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (wanted[i] == m_shown[i])
                continue;
            m_shown[i] = wanted[i];
            Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)));
        }
    } else {
        beginResetModel(); // two rows at most; which ones changed places is nobody's concern
        m_shown = std::move(wanted);
        endResetModel();
    }
    Q_EMIT moreChanged();
}

QString BannerList::moreText() const
{
    const auto hidden = std::ranges::count_if(m_all, [this](const Banner &banner) {
        return !m_dismissed.contains(banner.key) &&
               std::ranges::find(m_shown, banner.key, &Banner::key) == m_shown.end();
    });
    return hidden > 0 ? tr("and %1 more").arg(hidden) : QString();
}

int BannerList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant BannerList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Banner &banner = m_shown[static_cast<std::size_t>(index.row())];
    switch (role) {
    case KeyRole:
        return banner.key;
    case KindRole:
        return kindWord(banner.kind);
    case TitleRole:
        return banner.title;
    case TextRole:
        return banner.text;
    case CodeRole:
        return banner.code;
    case ActionRole:
        return banner.action;
    case ActionTextRole:
        return banner.actionText;
    case ProgressRole:
        return banner.progress;
    case DismissibleRole:
        return banner.dismissible;
    case SecondRole:
        return banner.second;
    case SecondTextRole:
        return banner.secondText;
    default:
        return {};
    }
}

QHash<int, QByteArray> BannerList::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {KindRole, "kind"},
                      {TitleRole, "title"},
                      {TextRole, "text"},
                      {CodeRole, "code"},
                      {ActionRole, "action"},
                      {ActionTextRole, "actionText"},
                      {ProgressRole, "progress"},
                      {DismissibleRole, "dismissible"},
                      {SecondRole, "second"},
                      {SecondTextRole, "secondText"}});
}

} // namespace glovebox::models
