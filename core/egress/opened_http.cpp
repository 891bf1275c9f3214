#include "core/egress/opened_http.h"

#include "core/egress/secret_fields.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

/// Nobody sends that many ahead of their answers; each is remembered.
constexpr std::size_t kUnansweredMax = 128;
/// With all that was put in.
constexpr std::size_t kFilledHeadMax = 2 * kHeadMax;

void addOnce(std::vector<std::string> &list, const std::string &name)
{
    if (!name.empty() && std::ranges::find(list, name) == list.end())
        list.push_back(name);
}

} // namespace

OpenedHttp::OpenedHttp(std::string host, std::uint16_t port, SecretsNow secrets)
    : m_host(std::move(host)), m_port(port), m_secrets(std::move(secrets)),
      m_requests([this](std::string_view name) { return name == m_host; }, port,
                 {.overTls = true,
                  .upgrades = true,
                  .onHead =
                      [this](std::string &head, const HttpHead &about) {
                          return readHead(head, about);
                      }}),
      m_answers([this] { return echoes(); })
{
}

std::string OpenedHttp::fromGuest(std::string_view bytes)
{
    auto out = m_requests.feed(bytes);
    return problem() ? std::string() : out;
}

std::string OpenedHttp::fromServer(std::string_view bytes)
{
    auto out = m_answers.feed(bytes);
    if (const auto switched = m_answers.takeSwitch())
        m_forServer += m_requests.answered(*switched);
    return out;
}

std::optional<HttpProblem> OpenedHttp::readHead(std::string &head, const HttpHead &about)
{
    const auto secrets = m_secrets ? m_secrets() : nullptr;
    static const std::vector<ports::LineSecret> none;
    auto filled = fillSecrets(head, secrets ? *secrets : none, m_host, m_port);
    if (filled.misuse) {
        addOnce(m_misused, filled.misuse->secret);
        return HttpProblem{403, std::move(filled.misuse->sentence)};
    }
    if (filled.head.size() > kFilledHeadMax)
        return HttpProblem{431, "its head is too long with the secrets in it"};
    if (m_answers.unanswered() >= kUnansweredMax)
        return HttpProblem{400, "too many requests before it are not answered"};
    for (const auto &name : filled.used)
        addOnce(m_used, name);
    head = askingForIdentity(filled.head);
    explicit_bzero(filled.head.data(), filled.head.size());
    m_answers.asked(about);
    return std::nullopt;
}

/// All that this server may have been given, now or before.
Echoes OpenedHttp::echoes() const
{
    Echoes out;
    const auto secrets = m_secrets ? m_secrets() : nullptr;
    if (!secrets)
        return out;
    for (const auto &each : *secrets)
        if (domain::mayGoTo(each.secret, m_host, m_port)) {
            out.push_back(echoOf(each.value, each.placeholder));
            if (const auto *basic = std::get_if<domain::BasicForm>(&each.secret.form); basic && !basic->user.empty())
                out.push_back(
                    echoOf(SecretString(toBase64(basic->user + ':' + each.value.reveal())), each.placeholder));
        }
    return out;
}

} // namespace glovebox::egress
