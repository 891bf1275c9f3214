// Role: ports::SkillSource over HTTP (reference 5.1): which version it is, then its archive, then what is in it.
// Thread: the engine's; unpacking, which may take a second, runs on a thread of its own: an archive in, files out.
// Invariants: a few fetches are under way at once, however many are asked for, so that archives in memory are bounded;
// the others wait in their order. Destroying it ends every call in silence.
#pragma once

#include "core/base/work_pool.h"
#include "core/controlplane/connection.h"
#include "core/ports/skill_source.h"

#include <QObject>

#include <deque>

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
    /// Runs on the other thread.
    using Unpack = std::function<Result<std::vector<ports::SkillFile>>(std::string_view archive, const StopFlag &stop)>;

    /// Without `unpack` it is unpackSkill().
    explicit SkillClient(std::shared_ptr<Connection> connection, Unpack unpack = nullptr);

    Call fetch(domain::SkillRef skill, SecretString credential, Callback<ports::Skill> done) override;

private:
    struct Fetch {
        domain::SkillRef skill;
        SecretString credential;
        Callback<ports::Skill> done; // none: nobody wants it any more
        Call step;                   // a request, or the unpacking
        bool underWay = false;
    };
    using Shared = std::shared_ptr<Fetch>;

    void startWaiting();
    void resolve(const Shared &fetch);
    void download(const Shared &fetch, const SkillVersion &version);
    void unpack(const Shared &fetch, ports::Skill skill, std::string archive, std::function<Error(Error)> explain);
    void leave(const Shared &fetch);
    void finish(const Shared &fetch, Result<ports::Skill> result);

    std::shared_ptr<Connection> m_connection;
    Unpack m_unpack;
    std::deque<Shared> m_waiting;
    std::size_t m_underWay = 0;
    WorkPool m_pool;
    QObject m_scope; // declared last, gone first: ends the exchanges, and what is still to be answered
};

} // namespace glovebox::controlplane
