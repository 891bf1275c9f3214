#include "tests/support/fake_memory_stores.h"

#include <QByteArray>
#include <QCryptographicHash>

namespace testsupport {

using namespace glovebox;
using ports::Memory;
using ports::MemoryPage;

namespace {

Memory withoutContent(Memory memory)
{
    memory.content.reset();
    return memory;
}

/// One path is the other, or lies below it.
bool overlap(const std::string &a, const std::string &b)
{
    return a == b || a.starts_with(b + '/') || b.starts_with(a + '/');
}

} // namespace

std::string FakeMemoryStores::sha256Of(const std::string &content)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(content), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

std::string FakeMemoryStores::put(const std::string &store, const std::string &path, const std::string &content)
{
    auto &memory = m_stores[store][path];
    if (memory.id.empty())
        memory.id = "mem_" + std::to_string(m_nextMemory++);
    memory.path = path;
    memory.content = content;
    memory.sha256 = sha256Of(content);
    memory.size = content.size();
    return memory.id;
}

void FakeMemoryStores::drop(const std::string &store, const std::string &path)
{
    m_stores[store].erase(path);
}

std::optional<std::string> FakeMemoryStores::content(const std::string &store, const std::string &path) const
{
    const auto found = m_stores.find(store);
    if (found == m_stores.end())
        return std::nullopt;
    const auto memory = found->second.find(path);
    return memory == found->second.end() ? std::nullopt : memory->second.content;
}

std::vector<std::string> FakeMemoryStores::paths(const std::string &store) const
{
    std::vector<std::string> out;
    if (const auto found = m_stores.find(store); found != m_stores.end())
        for (const auto &[path, memory] : found->second)
            out.push_back(path);
    return out;
}

Result<> FakeMemoryStores::writable(const std::string &store) const
{
    if (m_readOnly.contains(store))
        return fail(ErrorCode::Forbidden, "this store is attached read-only");
    return {};
}

Result<Memory *> FakeMemoryStores::find(const std::string &store, const std::string &memory)
{
    for (auto &[path, candidate] : m_stores[store])
        if (candidate.id == memory)
            return &candidate;
    return fail(ErrorCode::NotFound, "no such memory");
}

Result<> FakeMemoryStores::settled()
{
    if (auto lost = std::exchange(m_lostAnswer, {}))
        return tl::unexpected(*std::move(lost));
    return {};
}

Call FakeMemoryStores::list(domain::MemoryStoreId store, bool withContent, std::string page, SecretString credential,
                            Callback<MemoryPage> done)
{
    note("list " + store.value() + (withContent ? " full" : " basic") + (page.empty() ? "" : ' ' + page));
    noteCredential(credential.reveal());
    return answer<MemoryPage>("list", std::move(done), [this, store, withContent, page]() -> Result<MemoryPage> {
        MemoryPage answer;
        const auto &memories = m_stores[store.value()];
        std::size_t at = 0;
        const std::size_t begin = page.empty() ? 0 : std::stoul(page);
        for (const auto &[path, memory] : memories) {
            if (at >= begin && at < begin + pageSize)
                answer.memories.push_back(withContent ? memory : withoutContent(memory));
            ++at;
        }
        if (begin + pageSize < memories.size())
            answer.nextPage = std::to_string(begin + pageSize);
        return answer;
    });
}

Call FakeMemoryStores::retrieve(domain::MemoryStoreId store, std::string memory, SecretString credential,
                                Callback<Memory> done)
{
    note("retrieve " + store.value() + ' ' + memory);
    noteCredential(credential.reveal());
    return answer<Memory>("retrieve", std::move(done), [this, store, memory]() -> Result<Memory> {
        GB_TRY(found, find(store.value(), memory));
        return *found;
    });
}

Call FakeMemoryStores::create(domain::MemoryStoreId store, std::string path, std::string content,
                              SecretString credential, Callback<Memory> done)
{
    note("create " + store.value() + ' ' + path);
    noteCredential(credential.reveal());
    return answer<Memory>("create", std::move(done), [=, this]() -> Result<Memory> {
        GB_CHECK(writable(store.value()));
        for (const auto &[other, memory] : m_stores[store.value()])
            if (overlap(other, path))
                return fail(ErrorCode::Conflict, "memory_path_conflict_error: " + other);
        put(store.value(), path, content);
        GB_CHECK(settled());
        return withoutContent(m_stores[store.value()][path]);
    });
}

Call FakeMemoryStores::update(domain::MemoryStoreId store, std::string memory, std::string content,
                              std::string expectedSha256, SecretString credential, Callback<Memory> done)
{
    note("update " + store.value() + ' ' + memory);
    noteCredential(credential.reveal());
    return answer<Memory>("update", std::move(done), [=, this]() -> Result<Memory> {
        GB_CHECK(writable(store.value()));
        GB_TRY(found, find(store.value(), memory));
        if (found->sha256 != expectedSha256 && found->content != content)
            return fail(ErrorCode::Conflict, "memory_precondition_failed_error");
        const auto path = found->path; // put() takes a reference into what it changes otherwise
        put(store.value(), path, content);
        GB_CHECK(settled());
        return withoutContent(m_stores[store.value()][path]);
    });
}

Call FakeMemoryStores::remove(domain::MemoryStoreId store, std::string memory, std::string expectedSha256,
                              SecretString credential, Callback<> done)
{
    note("remove " + store.value() + ' ' + memory);
    noteCredential(credential.reveal());
    return answer<void>("remove", std::move(done), [=, this]() -> Result<> {
        GB_CHECK(writable(store.value()));
        GB_TRY(found, find(store.value(), memory));
        if (found->sha256 != expectedSha256)
            return fail(ErrorCode::Conflict, "memory_precondition_failed_error");
        const auto path = found->path;
        drop(store.value(), path);
        return settled();
    });
}

} // namespace testsupport
