// Role: the part of the engine's door that writes down what was asked of images and templates, of sessions
// to come, of keys and of environments; and that makes doors for others.
#include "core/engine/audited_door.h"

namespace glovebox::engine {

using namespace domain;

namespace {

struct DescribeImage {
    const DoorTrail &books;

    AuditEntry image(const char *action, const ImageId &id) { return books.commanded(action, "image/" + id.value()); }
    AuditEntry base(const char *action, const std::string &name) { return books.commanded(action, "template/" + name); }
    AuditEntry version(const char *action, const std::string &name, int number)
    {
        auto entry = base(action, name);
        entry.after = "version " + std::to_string(number);
        return entry;
    }

    AuditEntry operator()(const api::ImportImage &a)
    {
        auto entry = books.commanded("image.imported", "image/" + (a.name.empty() ? a.source : a.name));
        entry.after = a.source;
        return entry;
    }
    AuditEntry operator()(const api::CancelImport &a) { return image("image.import_cancelled", a.image); }
    AuditEntry operator()(const api::RemoveImage &a) { return image("image.removed", a.image); }
    AuditEntry operator()(const api::NameImage &a)
    {
        auto entry = image("image.named", a.image);
        entry.after = a.name;
        return entry;
    }
    AuditEntry operator()(const api::VerifyImage &a) { return image("image.verified", a.image); }
    AuditEntry operator()(const api::CollectImages &) { return books.commanded("image.unneeded_removed", "image"); }
    AuditEntry operator()(const api::BuildAgentImage &a)
    {
        auto entry = books.commanded("image.agent_built", "image/agent");
        entry.after = a.anew ? "from today's packages" : "unless it is there";
        return entry;
    }

    AuditEntry operator()(const api::SaveTemplate &a)
    {
        auto entry = books.commanded("template.saved", "template");
        entry.after = a.text.substr(0, kTextMax);
        return entry;
    }
    AuditEntry operator()(const api::BuildTemplate &a) { return base("template.build_started", a.name); }
    AuditEntry operator()(const api::CancelTemplateBuild &a) { return base("template.build_cancelled", a.name); }
    AuditEntry operator()(const api::UseTemplateVersion &a)
    {
        return version("template.version_used", a.name, a.version);
    }
    AuditEntry operator()(const api::DeleteTemplateVersion &a)
    {
        return version("template.version_deleted", a.name, a.version);
    }
    AuditEntry operator()(const api::ForgetTemplate &a) { return base("template.forgotten", a.name); }

    /// Of a definition: its beginning says which one it is.
    static constexpr std::size_t kTextMax = 400;
};

/// Never its value, and not whether that is another one's.
struct DescribeSecret {
    const DoorTrail &books;

    AuditEntry operator()(const api::SaveSecret &a) const
    {
        auto entry = books.commanded(a.value ? "secret.kept" : "secret.changed", "secret/" + a.secret.name);
        entry.after = textOf(a.secret);
        return entry;
    }
    AuditEntry operator()(const api::RemoveSecret &a) const
    {
        return books.commanded("secret.removed", "secret/" + a.name);
    }
};

} // namespace

api::Verdict AuditedDoor::act(const api::ImageAction &action)
{
    auto entry = std::visit(DescribeImage{m_books}, action);
    return note(std::move(entry), m_engine.act(action));
}

/// Neither the message nor what the metadata say: they may be anything.
api::Verdict AuditedDoor::act(const api::SessionAction &action)
{
    const auto *start = std::get_if<api::StartSession>(&action);
    if (!start)
        return m_engine.act(action); // it only reads
    auto entry = m_books.commanded(start->session ? "session.message_sent" : "session.started",
                                   start->session ? "session/" + start->session->value()
                                                  : "environment/" + start->environment.value());
    if (start->session)
        entry.session = start->session->value();
    else
        entry.after = "agent/" + start->agent + (start->title.empty() ? "" : ", " + start->title) +
                      (start->sandbox ? ", sandbox/" + start->sandbox->value() : "");
    return note(std::move(entry), m_engine.act(action));
}

api::Verdict AuditedDoor::act(const api::SecretAction &action)
{
    auto entry = std::visit(DescribeSecret{m_books}, action);
    return note(std::move(entry), m_engine.act(action));
}

api::Verdict AuditedDoor::act(const api::TemplateAction &action)
{
    auto entry = std::visit(DescribeImage{m_books}, action);
    return note(std::move(entry), m_engine.act(action));
}

std::unique_ptr<api::EngineDoor> AuditedDoor::onBehalfOf(std::string who)
{
    return std::make_unique<AuditedDoor>(m_engine, m_books.books(), who);
}

/// Never a secret, nor its hash.
api::KeyVerdict AuditedDoor::act(const api::KeyAction &action)
{
    const auto *made = std::get_if<api::CreateKey>(&action);
    const auto *rotated = std::get_if<api::RotateKey>(&action);
    const auto *revoked = std::get_if<api::RevokeKey>(&action);
    auto entry = m_books.commanded(made      ? "key.created"
                                   : rotated ? "key.rotated"
                                             : "key.revoked",
                                   "key/" + (rotated   ? rotated->id.value()
                                             : revoked ? revoked->id.value()
                                                       : ""));
    auto verdict = m_engine.act(action);
    if (verdict.key) {
        entry.object = "key/" + verdict.key->id.value();
        entry.after = verdict.key->name + ", " + std::string(word(verdict.key->scope));
    } else if (made) {
        entry.after = made->name + ", " + std::string(word(made->scope));
    }
    note(std::move(entry), verdict.reason.empty() ? api::Verdict::accepted() : api::Verdict::denied(verdict.reason));
    return verdict;
}

/// Never its keys.
api::Verdict AuditedDoor::act(const api::EnvironmentAction &action)
{
    const auto *added = std::get_if<api::AddEnvironment>(&action);
    const auto &id = added ? added->id : std::get<api::RemoveEnvironment>(action).id;
    auto entry = m_books.commanded(added ? "environment.added" : "environment.removed", "environment/" + id.value());
    if (added)
        entry.after = added->name;
    return note(std::move(entry), m_engine.act(action));
}

} // namespace glovebox::engine
