#include "app/models/ladder_form.h"

#include "app/format/quantities.h"

#include <algorithm>
#include <cmath>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

constexpr std::array kTimes{
    std::chrono::milliseconds(10s),  std::chrono::milliseconds(30s),   std::chrono::milliseconds(1min),
    std::chrono::milliseconds(5min), std::chrono::milliseconds(15min), std::chrono::milliseconds(1h),
    std::chrono::milliseconds(4h),   std::chrono::milliseconds(24h),   std::chrono::milliseconds(24h * 7)};
constexpr double kMinutesMin = 0.1;             // shorter ones are no idleness
constexpr double kMinutesMax = 365.0 * 24 * 60; // a slip of the finger is longer

} // namespace

LadderStep::LadderStep(QObject *parent) : QObject(parent)
{
    set(std::nullopt);
}

void LadderStep::set(Time time)
{
    m_times.assign(1, std::nullopt);
    m_times.insert(m_times.end(), kTimes.begin(), kTimes.end());
    auto at = std::ranges::lower_bound(m_times, time); // none stands before all
    if (at == m_times.end() || *at != time)
        at = m_times.insert(at, time);
    m_current = static_cast<int>(at - m_times.begin());
    m_minutes.clear();
    Q_EMIT changed();
}

QStringList LadderStep::choices() const
{
    QStringList words;
    for (const Time &time : m_times)
        words += time ? format::exactly(*time) : tr("never");
    words += tr("Custom…");
    return words;
}

void LadderStep::setCurrent(int index)
{
    if (index < 0 || index > static_cast<int>(m_times.size()) || index == m_current)
        return;
    m_current = index;
    Q_EMIT changed();
}

void LadderStep::setMinutes(const QString &text)
{
    if (text == m_minutes)
        return;
    m_minutes = text;
    Q_EMIT changed();
}

LadderStep::Time LadderStep::typed() const
{
    bool isNumber = false;
    const double minutes = m_minutes.trimmed().toDouble(&isNumber);
    if (!isNumber || !(minutes >= kMinutesMin && minutes <= kMinutesMax))
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(minutes * 60'000.0));
}

LadderStep::Time LadderStep::time() const
{
    return custom() ? typed() : m_times[static_cast<std::size_t>(m_current)];
}

LadderForm::LadderForm(QObject *parent) : QObject(parent)
{
    for (LadderStep *step : {&m_pause, &m_hibernate, &m_destroy})
        connect(step, &LadderStep::changed, this, &LadderForm::changed);
}

void LadderForm::set(const std::optional<domain::IdleLadder> &ladder, const domain::IdleLadder &fallback)
{
    const domain::IdleLadder &shown = ladder ? *ladder : fallback;
    m_byDefault = !ladder;
    m_pause.set(shown.pauseAfter);
    m_hibernate.set(shown.hibernateAfter);
    m_destroy.set(shown.destroyAfter);
    Q_EMIT changed();
}

void LadderForm::setByDefault(bool byDefault)
{
    if (byDefault == m_byDefault)
        return;
    m_byDefault = byDefault;
    Q_EMIT changed();
}

bool LadderForm::wrong() const
{
    return !m_byDefault && (m_pause.wrong() || m_hibernate.wrong() || m_destroy.wrong());
}

QString LadderForm::minutesHint() const
{
    return tr("Minutes, %1 to %2").arg(kMinutesMin).arg(format::count(static_cast<qint64>(kMinutesMax)));
}

std::optional<domain::IdleLadder> LadderForm::ladder() const
{
    if (m_byDefault)
        return std::nullopt;
    return domain::IdleLadder{m_pause.time(), m_hibernate.time(), m_destroy.time()};
}

} // namespace glovebox::models
