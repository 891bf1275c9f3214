#include "tests/support/fake_output_store.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;

class FakeOutputFile final : public ports::OutputFile {
public:
    FakeOutputFile(FakeOutputStore &store, std::string session, std::string path)
        : m_store(store), m_session(std::move(session)), m_path(std::move(path))
    {
        ++m_store.open;
    }
    ~FakeOutputFile() override { --m_store.open; }

    Result<> write(std::string_view piece) override
    {
        if (m_store.writeFault)
            return tl::unexpected(*m_store.writeFault);
        m_content.append(piece);
        GB_TRY(room, m_store.room(m_session, m_path));
        if (m_content.size() > room)
            return fail(ErrorCode::TooLarge, m_path);
        return {};
    }

    Result<> commit(std::int64_t changed) override
    {
        GB_TRY(room, m_store.room(m_session, m_path));
        if (m_content.size() > room)
            return fail(ErrorCode::TooLarge, m_path);
        m_store.sessions[m_session][m_path] = {m_content, std::max<std::int64_t>(0, changed), m_store.now};
        m_store.committed.push_back(m_path);
        return {};
    }

private:
    FakeOutputStore &m_store;
    std::string m_session;
    std::string m_path;
    std::string m_content;
};

Result<std::unique_ptr<ports::OutputFile>> FakeOutputStore::begin(const domain::SessionId &session,
                                                                  const std::string &path)
{
    if (!isSafeToken(session.value()) || !ports::isOutputPath(path))
        return fail(ErrorCode::InvalidArgument, path);
    if (const auto fault = beginFaults.find(path); fault != beginFaults.end())
        return tl::unexpected(fault->second);
    GB_CHECK(room(session.value(), path));
    return std::make_unique<FakeOutputFile>(*this, session.value(), path);
}

Result<std::vector<ports::StoredOutput>> FakeOutputStore::list(const domain::SessionId &session)
{
    if (listFault)
        return tl::unexpected(*listFault);
    if (!isSafeToken(session.value()))
        return fail(ErrorCode::InvalidArgument, session.value());
    std::vector<ports::StoredOutput> found;
    if (const auto kept = sessions.find(session.value()); kept != sessions.end())
        for (const auto &[path, file] : kept->second)
            found.push_back({path, ByteCount{file.content.size()}, file.changed, file.storedAt});
    return found;
}

std::string FakeOutputStore::folder(const domain::SessionId &session) const
{
    return sessions.contains(session.value()) ? "/outputs/" + session.value() : std::string();
}

Result<std::uint64_t> FakeOutputStore::room(const std::string &session, const std::string &path) const
{
    std::uint64_t others = 0;
    bool isNew = true;
    std::size_t count = 0;
    if (const auto kept = sessions.find(session); kept != sessions.end()) {
        count = kept->second.size();
        for (const auto &[other, file] : kept->second) {
            if (other.starts_with(path + "/") || path.starts_with(other + "/"))
                return fail(ErrorCode::InvalidState, path);
            isNew = isNew && other != path;
            others += other == path ? 0 : file.content.size();
        }
    }
    if (isNew && count >= m_limits.filesMax)
        return fail(ErrorCode::TooLarge, path);
    return std::min(m_limits.fileMax.value, m_limits.sessionMax.value - std::min(others, m_limits.sessionMax.value));
}

} // namespace testsupport
