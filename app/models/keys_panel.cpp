#include "app/models/keys_panel.h"

#include "app/format/foreign_text.h"
#include "app/models/seed_form.h"

#include <QPointer>

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr std::array kGraces{std::chrono::hours(0), std::chrono::hours(1), std::chrono::hours(24)};

/// Whatever the loopback interface is called first; clients need one.
std::string clientAddress(const std::vector<std::string> &addresses)
{
    const auto v6 = std::ranges::find_if(addresses, [](const auto &each) { return each.find("[::1]") != each.npos; });
    return v6 != addresses.end() ? *v6 : addresses.empty() ? std::string() : addresses.front();
}

} // namespace

KeysPanel::KeysPanel(Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_rows(ticker), m_list(&m_rows)
{
}

void KeysPanel::apply(const bridge::Batch &batch)
{
    if (!batch.keys || (m_known && batch.keys->generation < m_view.generation))
        return;
    m_view = *batch.keys;
    m_known = true;
    m_rows.apply(m_view.keys);
    Q_EMIT changed();
    Q_EMIT askedChanged();
}

void KeysPanel::setShown(bool shown)
{
    if (std::exchange(m_shown, shown) != shown)
        Q_EMIT shownChanged();
}

QStringList KeysPanel::addresses() const
{
    QStringList out;
    for (const auto &address : m_view.addresses)
        out += format::shownLine(QString::fromStdString(address));
    return out;
}

QString KeysPanel::socket() const
{
    return format::shownLine(QString::fromStdString(m_view.socket));
}

QString KeysPanel::notListening() const
{
    return m_view.notListening ? sentenceOf(m_view.notListening->detail) : QString();
}

QString KeysPanel::problem() const
{
    return m_view.problem ? sentenceOf(m_view.problem->detail) : QString();
}

QStringList KeysPanel::scopes() const
{
    QStringList out;
    for (const auto scope : domain::kKeyScopes)
        out += scopeText(scope);
    return out;
}

QStringList KeysPanel::lifetimes() const
{
    QStringList out;
    for (const int days : kLifetimeDays)
        out += days == 365 ? tr("1 year") : tr("%1 days").arg(days);
    return out << tr("Never");
}

QStringList KeysPanel::graces() const
{
    return {tr("At once"), tr("After 1 hour"), tr("After 1 day")};
}

QString KeysPanel::clientSettings() const
{
    if (m_secret.empty())
        return {};
    const auto address = clientAddress(m_view.addresses);
    const auto key = QStringLiteral("ISORUN_API_KEY=") + secret();
    return address.empty() ? key : QStringLiteral("ISORUN_API_URL=%1\n%2").arg(QString::fromStdString(address), key);
}

QString KeysPanel::name() const
{
    const auto *row = m_rows.find(m_asked);
    return row ? m_rows.data(m_rows.index(m_rows.rowOf(m_asked)), KeysModel::NameRole).toString() : m_asked;
}

QString KeysPanel::usedText() const
{
    const int row = m_rows.rowOf(m_asked);
    return row < 0 ? QString() : m_rows.data(m_rows.index(row), KeysModel::UsedRole).toString();
}

void KeysPanel::begin(const QString &id)
{
    m_asked = id;
    ++m_ticket;
    m_sending = false;
    m_refusal.clear();
    forgetSecret();
    Q_EMIT askedChanged();
    Q_EMIT answerChanged();
}

QString KeysPanel::nameProblem(const QString &name) const
{
    const auto trimmed = name.trimmed();
    if (trimmed.isEmpty())
        return tr("Give it a name that says who uses it.");
    if (trimmed.toUtf8().size() > static_cast<qsizetype>(domain::kApiKeyNameMax))
        return tr("The name is too long.");
    if (m_view.keys.size() >= domain::kApiKeysMax)
        return tr("There are %1 keys, and no more can be made. Revoke one that nobody uses.").arg(m_view.keys.size());
    return {};
}

void KeysPanel::create(const QString &name, int scope, int lifetime)
{
    if (!nameProblem(name).isEmpty() || scope < 0 || scope >= static_cast<int>(domain::kKeyScopes.size()))
        return;
    api::CreateKey wanted{.name = name.trimmed().toStdString(),
                          .scope = domain::kKeyScopes[static_cast<std::size_t>(scope)]};
    if (lifetime >= 0 && lifetime < static_cast<int>(kLifetimeDays.size()))
        wanted.expires = m_ticker->now() + std::chrono::hours(24 * kLifetimeDays[static_cast<std::size_t>(lifetime)]);
    ask(wanted);
}

void KeysPanel::rotate(int grace)
{
    const auto place = static_cast<std::size_t>(std::clamp(grace, 0, static_cast<int>(kGraces.size()) - 1));
    ask(api::RotateKey{domain::ApiKeyId(m_asked.toStdString()), kGraces[place]});
}

void KeysPanel::revoke()
{
    ask(api::RevokeKey{domain::ApiKeyId(m_asked.toStdString())});
}

void KeysPanel::ask(const api::KeyAction &action)
{
    if (!m_desk || m_sending)
        return;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    m_desk->act(action, [this, alive = QPointer(this), ticket = ++m_ticket](const api::KeyVerdict &verdict) {
        if (!alive || ticket != m_ticket) // another dialog's by now
            return;
        m_sending = false;
        m_refusal = sentenceOf(verdict.reason);
        if (verdict.reason.empty() && !verdict.secret.empty()) {
            m_secret = verdict.secret;
            m_secretName = verdict.key ? format::shownLine(QString::fromStdString(verdict.key->name)) : QString();
            Q_EMIT secretChanged();
        }
        Q_EMIT answerChanged();
        if (verdict.reason.empty())
            Q_EMIT accepted();
    });
}

void KeysPanel::forgetSecret()
{
    if (m_secret.empty())
        return;
    m_secret = {};
    m_secretName.clear();
    Q_EMIT secretChanged();
}

} // namespace glovebox::models
