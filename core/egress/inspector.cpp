#include "core/egress/inspector.h"

#include "core/domain/ip_address.h"
#include "core/egress/http_text.h"
#include "core/egress/secret_fields.h"

#include <utility>

namespace glovebox::egress {

namespace {
using domain::EgressTraffic;
} // namespace

Inspector::Inspector(Opened opened)
    : m_opened(std::move(opened)), m_requests([this](std::string_view host) { return isHost(std::string(host)); },
                                              m_opened.port, {.onHead = [this](std::string &head, const HttpHead &) {
                                                  return lookForSecrets(head);
                                              }})
{
}

std::optional<HttpProblem> Inspector::lookForSecrets(const std::string &head)
{
    const auto secrets = m_opened.secrets ? m_opened.secrets() : nullptr;
    const auto misuse = secrets ? secretInTheClear(head, *secrets) : std::nullopt;
    if (!misuse)
        return std::nullopt;
    m_misused = misuse->secret;
    return HttpProblem{403, misuse->sentence};
}

/// An address may be written in more ways than one.
bool Inspector::isHost(const std::string &name) const
{
    if (name == m_opened.host)
        return true;
    if (!m_opened.isAddress)
        return false;
    if (const auto address = domain::ipAddressFrom(name))
        return address == domain::ipAddressFrom(m_opened.host);
    return m_opened.allowsName && m_opened.allowsName(name);
}

std::string Inspector::feed(std::string_view bytes)
{
    if (m_objection || bytes.empty())
        return {};
    switch (m_opened.traffic) {
    case EgressTraffic::Http: {
        auto out = m_requests.feed(bytes);
        m_began = m_began || m_requests.requests() > 0;
        if (const auto &problem = m_requests.problem())
            object("the request does not pass: " + problem->sentence, {});
        if (m_objection)
            m_objection->answer = httpAnswer(m_requests.problem()->status, m_objection->reason);
        return out;
    }
    case EgressTraffic::Tls:
        return feedTls(bytes);
    case EgressTraffic::Any:
        return feedAny(bytes);
    }
    return {};
}

std::string Inspector::feedTls(std::string_view bytes)
{
    if (m_began)
        return std::string(bytes);
    m_held += bytes; // the hello takes what it needs of it
    switch (m_hello.feed(bytes)) {
    case TlsHello::Outcome::NeedMore:
        return {};
    case TlsHello::Outcome::NotTls:
        object("only TLS may be spoken there", {});
        return {};
    case TlsHello::Outcome::Malformed:
        object("what should have been the beginning of TLS cannot be read", std::string(kTlsAccessDenied));
        return {};
    case TlsHello::Outcome::Read:
        break;
    }
    const auto name = lowered(m_hello.serverName());
    if (name.empty() ? !m_opened.isAddress : !isHost(name)) {
        object(name.empty() ? "the TLS handshake names no server" : "the TLS handshake names another server",
               std::string(name.empty() ? kTlsAccessDenied : kTlsUnrecognizedName));
        return {};
    }
    m_began = true;
    return std::exchange(m_held, {});
}

/// Whatever is spoken, if it is TLS that names a server it names this one.
std::string Inspector::feedAny(std::string_view bytes)
{
    if (m_began)
        return std::string(bytes);
    m_held += bytes;
    const auto outcome = m_hello.feed(bytes);
    if (outcome == TlsHello::Outcome::NeedMore)
        return {};
    const auto name = outcome == TlsHello::Outcome::Read ? lowered(m_hello.serverName()) : std::string();
    if (!name.empty() && !isHost(name)) {
        object("the TLS handshake names another server", std::string(kTlsUnrecognizedName));
        return {};
    }
    if (outcome == TlsHello::Outcome::Malformed) {
        object("what looks like the beginning of TLS cannot be read", std::string(kTlsAccessDenied));
        return {};
    }
    m_began = true;
    return std::exchange(m_held, {});
}

void Inspector::end()
{
    if (!m_objection && waits())
        object("it ended before it was complete", {});
}

bool Inspector::waits() const
{
    if (m_objection)
        return false;
    switch (m_opened.traffic) {
    case EgressTraffic::Http:
        return m_requests.requests() == 0 || m_requests.isHalf();
    case EgressTraffic::Tls:
        return !m_began;
    case EgressTraffic::Any:
        return !m_began && !m_held.empty();
    }
    return false;
}

std::size_t Inspector::held() const
{
    return m_held.size() + m_requests.held();
}

void Inspector::object(const std::string &what, std::string answer)
{
    m_objection =
        Objection{"The sandbox policy " + m_opened.profile + " closed the connection to " +
                      m_opened.host.substr(0, 60) + " port " + std::to_string(m_opened.port) + ": " + what + '.',
                  std::move(answer)};
    m_held.clear();
}

Objection Inspector::objectionOf(const std::string &reason, int status) const
{
    if (m_opened.traffic == EgressTraffic::Http)
        return {reason, httpAnswer(status, reason)};
    // The hello was read whole: a close before that would become a reset, and the alert be lost.
    const bool isTls = m_hello.outcome() == TlsHello::Outcome::Read;
    return {reason, isTls ? std::string(status == 403 ? kTlsAccessDenied : kTlsInternalError) : std::string()};
}

} // namespace glovebox::egress
