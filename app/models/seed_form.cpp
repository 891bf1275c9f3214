#include "app/models/seed_form.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/step_list.h"

#include <cmath>
#include <optional>

namespace glovebox::models {

namespace {

constexpr double kEveryLeast = 0.1;
constexpr double kEveryMost = 3600;
constexpr double kWithinMost = 86'400;

std::optional<std::chrono::milliseconds> secondsIn(const QString &text, double least, double most)
{
    bool isNumber = false;
    const double value = text.trimmed().toDouble(&isNumber);
    if (!isNumber || !(value >= least && value <= most))
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(value * 1000.0));
}

QString inSeconds(std::chrono::milliseconds time)
{
    return QString::number(static_cast<double>(time.count()) / 1000.0);
}

} // namespace

QString sentenceOf(const std::string &detail)
{
    QString said = format::shownLine(QString::fromStdString(detail));
    if (said.isEmpty())
        return said;
    said[0] = said.at(0).toUpper();
    return said.endsWith(QLatin1Char('.')) ? said : said + QLatin1Char('.');
}

SeedForm::SeedForm(QObject *parent) : QObject(parent)
{
    set({});
    connect(&m_steps, &SeedSteps::edited, this, &SeedForm::changed);
}

void SeedForm::set(const domain::Seed &seed)
{
    const domain::ReadyCheck ready = seed.ready.value_or(domain::ReadyCheck{});
    m_steps.set(seed.steps);
    m_start = commandText(seed.start);
    m_ready = seed.ready ? commandText(ready.command) : QString();
    m_every = inSeconds(ready.every);
    m_within = inSeconds(ready.within);
    m_hibernate = seed.hibernate;
    Q_EMIT changed();
}

void SeedForm::setText(QString &field, const QString &text)
{
    if (field == text)
        return;
    field = text;
    Q_EMIT changed();
}

void SeedForm::setHibernate(bool hibernate)
{
    if (hibernate == m_hibernate)
        return;
    m_hibernate = hibernate;
    Q_EMIT changed();
}

void SeedForm::setSnapshots(QStringList ids, QStringList titles)
{
    m_ids = std::move(ids);
    m_titles = std::move(titles);
    Q_EMIT snapshotsChanged();
}

bool SeedForm::everyWrong() const
{
    return !m_ready.trimmed().isEmpty() && !secondsIn(m_every, kEveryLeast, kEveryMost);
}

bool SeedForm::withinWrong() const
{
    return !m_ready.trimmed().isEmpty() && !secondsIn(m_within, 1, kWithinMost);
}

domain::Seed SeedForm::without(bool steps) const
{
    domain::Seed seed;
    if (!steps)
        seed.steps = m_steps.steps();
    if (!m_start.trimmed().isEmpty())
        seed.start = commandOf(m_start);
    if (!m_ready.trimmed().isEmpty()) {
        domain::ReadyCheck ready;
        ready.command = commandOf(m_ready);
        ready.every = secondsIn(m_every, kEveryLeast, kEveryMost).value_or(ready.every);
        ready.within = secondsIn(m_within, 1, kWithinMost).value_or(ready.within);
        seed.ready = ready;
    }
    seed.hibernate = m_hibernate;
    return seed;
}

domain::Seed SeedForm::seed() const
{
    return without(false);
}

bool SeedForm::stepsWrong() const
{
    return !domain::check({.steps = m_steps.steps(), .start = {}, .ready = {}});
}

QString SeedForm::startProblem() const
{
    if (everyWrong())
        return tr("The ready check is asked every so many seconds: 0.1 to %1.").arg(format::count(3600));
    if (withinWrong())
        return tr("The ready check has so many seconds: 1 to %1.").arg(format::count(86'400));
    const auto fine = domain::check(without(true));
    return fine ? QString() : sentenceOf(fine.error().detail);
}

QString SeedForm::problem() const
{
    if (const QString why = startProblem(); !why.isEmpty() && !stepsWrong())
        return why;
    const auto fine = domain::check(seed());
    return fine ? QString() : sentenceOf(fine.error().detail);
}

QStringList SeedForm::lines() const
{
    QStringList all = m_steps.words();
    if (!m_start.trimmed().isEmpty())
        all += tr("start %1, which goes on running").arg(format::shownLine(m_start.trimmed()));
    if (!m_ready.trimmed().isEmpty())
        all += tr("wait until %1 succeeds").arg(format::shownLine(m_ready.trimmed()));
    if (m_hibernate)
        all += tr("hibernate");
    return all;
}

} // namespace glovebox::models
