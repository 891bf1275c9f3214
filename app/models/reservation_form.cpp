#include "app/models/reservation_form.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/seed_form.h"

#include <array>

namespace glovebox::models {

namespace {

using namespace std::chrono_literals;

/// In the order of the choices; none: for ever.
constexpr std::array<std::chrono::hours, 5> kExpiries{0h, 1h, 8h, 24h, 168h};
constexpr int kHoursMax = 8760; // a year
constexpr qsizetype kLinesShown = 6;

} // namespace

ReservationForm::ReservationForm(const SessionsModel *sessions, Ticker *ticker, QObject *parent)
    : QObject(parent), m_sessions(sessions), m_ticker(ticker)
{
    m_match.set({});
    connect(&m_match, &PairList::edited, this, &ReservationForm::tell);
    connect(sessions, &ViewList::changed, this, &ReservationForm::matchesChanged);
}

void ReservationForm::tell()
{
    Q_EMIT changed();
    Q_EMIT matchesChanged();
}

void ReservationForm::clear()
{
    set({}, std::nullopt);
}

void ReservationForm::set(const std::string &inWords, std::optional<WallTime> until)
{
    const QString words = QString::fromStdString(inWords);
    m_whom = words.isEmpty() ? Nobody : Match;
    m_session.clear();
    std::map<std::string, std::string> pairs;
    if (words.startsWith(QLatin1String("session "))) {
        m_whom = Session;
        m_session = words.mid(8);
    } else {
        for (const QString &pair : words.split(QStringLiteral(", "), Qt::SkipEmptyParts))
            if (const auto at = pair.indexOf(QLatin1String(" = ")); at > 0)
                pairs.emplace(pair.left(at).toStdString(), pair.mid(at + 3).toStdString());
    }
    m_match.set(pairs);
    m_kept = words.isEmpty() ? std::nullopt : until;
    m_expiry = m_kept ? kAsItIs : 0;
    m_hours = QStringLiteral("2");
    tell();
}

void ReservationForm::setForWhom(int whom)
{
    if (whom == m_whom || whom < Nobody || whom > Match)
        return;
    m_whom = whom;
    tell();
}

void ReservationForm::setSession(const QString &text)
{
    if (text == m_session)
        return;
    m_session = text;
    tell();
}

QStringList ReservationForm::expiryChoices() const
{
    QStringList choices{tr("never"),    tr("in 1 hour"), tr("in 8 hours"),
                        tr("in 1 day"), tr("in 7 days"), tr("after so many hours…")};
    if (m_kept)
        choices += tr("at %1, as it is").arg(format::fullTime(*m_kept, m_ticker->zone()));
    return choices;
}

void ReservationForm::setExpiry(int index)
{
    if (index == m_expiry || index < 0 || index > (m_kept ? kAsItIs : kOwnHours))
        return;
    m_expiry = index;
    tell();
}

void ReservationForm::setHours(const QString &text)
{
    if (text == m_hours)
        return;
    m_hours = text;
    tell();
}

std::optional<int> ReservationForm::typedHours() const
{
    bool isNumber = false;
    const int hours = m_hours.trimmed().toInt(&isNumber);
    return isNumber && hours >= 1 && hours <= kHoursMax ? std::optional(hours) : std::nullopt;
}

std::optional<WallTime> ReservationForm::until() const
{
    if (m_expiry == kAsItIs)
        return m_kept;
    if (m_expiry == kOwnHours)
        return m_ticker->now() + std::chrono::hours(typedHours().value_or(1));
    return m_expiry == 0 ? std::nullopt
                         : std::optional<WallTime>(m_ticker->now() + kExpiries[static_cast<std::size_t>(m_expiry)]);
}

std::optional<domain::Reservation> ReservationForm::reservation() const
{
    if (m_whom == Nobody)
        return std::nullopt;
    domain::Reservation wanted;
    if (m_whom == Session)
        wanted.session = domain::SessionId(m_session.trimmed().toStdString());
    else
        wanted.match = m_match.pairs();
    wanted.until = until();
    return wanted;
}

bool ReservationForm::pristine() const
{
    return m_whom == Nobody || (m_whom == Session && m_session.trimmed().isEmpty()) ||
           (m_whom == Match && m_match.pairs().empty());
}

QString ReservationForm::whyNot() const
{
    const std::optional<domain::Reservation> wanted = reservation();
    if (!wanted)
        return {};
    if (m_whom == Session && m_session.trimmed().isEmpty())
        return tr("Say for which session: its id, as sesn_1a2b3c.");
    if (m_whom == Match)
        if (const QString why = m_match.problem(); !why.isEmpty())
            return why;
    if (hoursWrong())
        return tr("So many hours: 1 to %1.").arg(format::count(kHoursMax));
    const auto fine = domain::check(*wanted, m_ticker->now());
    return fine ? QString() : sentenceOf(fine.error().detail);
}

QStringList ReservationForm::matchLines() const
{
    const std::optional<domain::Reservation> wanted = reservation();
    if (!wanted || wrong())
        return {};
    QStringList lines;
    for (const SessionRow &row : m_sessions->all()) {
        const api::SessionView &view = row.shown;
        if (view.state == api::SessionState::Terminated ||
            !domain::fits(*wanted, view.id, view.metadata, {}, m_ticker->now()))
            continue;
        const QString id = QString::fromStdString(view.id.value());
        const QString title = format::firstLine(QString::fromStdString(view.title));
        lines += title.isEmpty() ? id : tr("%1 (%2)").arg(title, format::shortened(id, 22));
    }
    if (lines.size() > kLinesShown) {
        const auto more = lines.size() - kLinesShown;
        lines = lines.mid(0, kLinesShown);
        lines += tr("and %1 more").arg(more);
    }
    return lines;
}

QString ReservationForm::matchText() const
{
    if (m_whom == Nobody || wrong())
        return {};
    const auto lines = matchLines();
    if (lines.isEmpty())
        return tr("None of the sessions that are known here would get it now. The next one that fits does.");
    return m_whom == Session ? tr("It would get it now:")
                             : tr("These would match now; the first that needs a sandbox gets it:");
}

QString ReservationForm::inWords() const
{
    const std::optional<domain::Reservation> wanted = reservation();
    if (!wanted || wrong())
        return {};
    const QString whom = format::shownLine(QString::fromStdString(domain::inWords(*wanted)));
    return wanted->until ? tr("%1, until %2").arg(whom, format::fullTime(*wanted->until, m_ticker->zone())) : whom;
}

} // namespace glovebox::models
