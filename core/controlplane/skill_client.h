// Role: ports::SkillSource over HTTP (reference 5.1): which version it is, then its archive, then what is in it.
// Thread: the engine's. Destroying it ends every call in silence.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/skill_source.h"

#include <QObject>

namespace glovebox::controlplane {

/// A skill's version as the service names it.
struct SkillVersion {
    std::string id; // concrete
    std::string name;
};

/// ProtocolError without an id: nothing could be downloaded by it.
Result<SkillVersion> decodeSkillVersion(std::string_view body);

class SkillClient final : public ports::SkillSource {
public:
    explicit SkillClient(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    Call fetch(domain::SkillRef skill, SecretString credential, Callback<ports::Skill> done) override;

private:
    Call download(const domain::SkillRef &skill, const SkillVersion &version, SecretString credential,
                  Callback<ports::Skill> done);

    std::shared_ptr<Connection> m_connection;
    QObject m_scope; // declared last, gone first: ends the exchanges
};

} // namespace glovebox::controlplane
