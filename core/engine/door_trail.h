// Role: the books as one door has them: what is written into the audit trail through it names whom it is for.
// Thread: the engine's.
#pragma once

#include "core/engine/bookkeeper.h"

#include <string>
#include <string_view>
#include <utility>

namespace glovebox::engine {

class DoorTrail {
public:
    /// `who`: empty: the operator, at this program.
    DoorTrail(Bookkeeper &books, std::string who) : m_books(books), m_who(std::move(who)) {}

    domain::AuditEntry commanded(std::string action, std::string object) const // to be completed
    {
        auto entry = m_books.commanded(std::move(action), std::move(object));
        if (!m_who.empty()) {
            entry.origin = m_who;
            entry.actor = std::string_view(m_who).starts_with("key ") ? domain::AuditActor::ApiClient
                                                                      : domain::AuditActor::Operator;
        }
        return entry;
    }
    /// Of a sandbox, whose session it belongs to.
    domain::AuditEntry aboutSandbox(std::string action, const domain::SandboxId &sandbox) const
    {
        auto entry = commanded(std::move(action), "sandbox/" + sandbox.value());
        if (const auto view = known().sandboxes.find(sandbox); view != known().sandboxes.end() && view->second.session)
            entry.session = view->second.session->value();
        return entry;
    }
    /// Likewise, of what changes it: what it was before.
    domain::AuditEntry changesSandbox(std::string action, const domain::SandboxId &sandbox) const
    {
        auto entry = aboutSandbox(std::move(action), sandbox);
        if (const auto view = known().sandboxes.find(sandbox); view != known().sandboxes.end())
            entry.before = std::string(word(view->second.state));
        return entry;
    }
    void answered(domain::AuditEntry entry, const api::Verdict &verdict) const
    {
        m_books.answered(std::move(entry), verdict);
    }
    void audit(domain::AuditEntry entry) const { m_books.audit(std::move(entry)); }
    const KnownViews &known() const { return m_books.known(); }
    Bookkeeper &books() const { return m_books; }

private:
    Bookkeeper &m_books;
    std::string m_who;
};

} // namespace glovebox::engine
