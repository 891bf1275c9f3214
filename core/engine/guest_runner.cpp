#include "core/engine/guest_runner.h"

#include "core/base/key_shapes.h"
#include "core/base/text.h"
#include "core/domain/egress_profiles.h"
#include "core/engine/live_command.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QUrl>

#include <algorithm>

namespace glovebox::engine {

namespace {

constexpr const char *kHidden = "[credential]";
constexpr std::size_t kLastKept = 4096;
constexpr ByteCount kLastShown{500};

std::vector<std::string> hiddenOf(const domain::WorkItem &item)
{
    // The longer one first: the token stands in it under another shape, and may also be printed by itself.
    return {workSecretOf(item.sessionsToken), item.sessionsToken.reveal()};
}

} // namespace

TextFilter::TextFilter(std::vector<std::string> hidden) : m_hidden(std::move(hidden))
{
    std::erase_if(m_hidden, [](const auto &each) { return each.empty(); });
    for (const auto &each : m_hidden)
        m_longest = std::max(m_longest, each.size());
}

void TextFilter::hide()
{
    for (const auto &each : m_hidden)
        for (auto at = m_held.find(each); at != std::string::npos; at = m_held.find(each, at))
            m_held.replace(at, each.size(), kHidden);
}

std::string TextFilter::take(std::string_view bytes)
{
    m_held += bytes;
    hide();
    const auto lineEnd = m_held.rfind('\n');
    auto ready = lineEnd == std::string::npos ? 0 : lineEnd + 1;
    if (m_held.size() - ready >= m_longest)
        ready = m_held.size() - (m_longest > 0 ? m_longest - 1 : 0);
    auto out = m_held.substr(0, ready);
    m_held.erase(0, ready);
    return out;
}

std::string TextFilter::rest()
{
    return std::exchange(m_held, {});
}

std::string workSecretOf(const SecretString &sessionsToken)
{
    if (sessionsToken.empty())
        return {};
    const auto json = nlohmann::json{{"sessions_token", sessionsToken.reveal()}}.dump();
    return QByteArray::fromStdString(json)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)
        .toStdString();
}

std::string baseUrlForGuests(const std::string &baseUrl)
{
    QUrl url(QString::fromStdString(baseUrl));
    const bool tls = url.scheme() == QLatin1String("https");
    const domain::ControlPlaneAddress address{tls, url.host().toStdString(),
                                              static_cast<std::uint16_t>(url.port(tls ? 443 : 80))};
    url.setHost(QString::fromStdString(domain::hostForGuests(address)));
    return url.toString(QUrl::FullyEncoded).toStdString();
}

GuestRunner::GuestRunner(Order order, const domain::WorkItem &item, SandboxLog log)
    : m_order(std::move(order)), m_environment{{"ANTHROPIC_WORK_ID", item.id.value()},
                                               {"ANTHROPIC_ENVIRONMENT_ID", item.environment.value()},
                                               {"ANTHROPIC_SESSION_ID", item.subject},
                                               {"ANTHROPIC_WORK_SECRET", workSecretOf(item.sessionsToken)},
                                               {"ANTHROPIC_BASE_URL", baseUrlForGuests(m_order.baseUrl)}},
      m_log(std::move(log)), m_output(hiddenOf(item)), m_errors(hiddenOf(item))
{
}

void GuestRunner::start(ports::GuestLink &link, Callback<ports::ExecEnd> ended)
{
    if (m_log)
        m_log(m_order.sandbox.value(), "glovebox: starting the session's own runner\n");
    m_call = link.exec({.arguments = argumentsOf(m_order.command), .environment = m_environment},
                       {[this](ports::ExecStream stream, std::string_view bytes) { heard(stream, bytes); },
                        [this, ended = std::move(ended)](Result<ports::ExecEnd> end) {
                            m_call = {};
                            say(m_output.rest());
                            say(m_errors.rest());
                            ended(std::move(end));
                        }});
}

void GuestRunner::kill()
{
    m_call.cancel();
    m_call = {};
}

void GuestRunner::heard(ports::ExecStream stream, std::string_view bytes)
{
    say((stream == ports::ExecStream::Output ? m_output : m_errors).take(bytes));
}

void GuestRunner::say(std::string_view text)
{
    if (text.empty())
        return;
    m_last += text;
    if (m_last.size() > 2 * kLastKept)
        m_last.erase(0, m_last.size() - kLastKept);
    if (m_log)
        m_log(m_order.sandbox.value(), text);
}

std::string GuestRunner::lastWords() const
{
    auto text = withoutKeyShapes(toOneLine(m_last));
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return lastOf(text, kLastShown);
}

} // namespace glovebox::engine
