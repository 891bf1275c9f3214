// Role: memory stores in memory, with the preconditions of the real ones (reference 5.2): paths that are taken,
// contents that are not what was expected, stores that may only be read. Small pages, so that every test with a few
// memories also tests paging. Operations to fail: "list", "retrieve", "create", "update", "remove".
// Journal: "list memstore_1 full <page>", "list memstore_1 basic <page>", "retrieve memstore_1 mem_2",
// "create memstore_1 /a.md", "update memstore_1 mem_2", "remove memstore_1 mem_2".
#pragma once

#include "core/ports/memory_stores.h"
#include "tests/support/fake_answers.h"

namespace testsupport {

class FakeMemoryStores final : public glovebox::ports::MemoryStores, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    std::size_t pageSize = 2;

    // ---- what the other side does ----
    /// Makes or overwrites a memory, as another client would. Returns its id.
    std::string put(const std::string &store, const std::string &path, const std::string &content);
    void drop(const std::string &store, const std::string &path);
    /// Writes with a session's token are refused.
    void makeReadOnly(const std::string &store) { m_readOnly.insert(store); }
    /// The content at a path; nothing: no such memory.
    std::optional<std::string> content(const std::string &store, const std::string &path) const;
    std::vector<std::string> paths(const std::string &store) const;
    /// The next write is taken, but its answer is lost.
    void loseNextWriteAnswer(glovebox::Error error) { m_lostAnswer = std::move(error); }

    static std::string sha256Of(const std::string &content);

    // ---- the port ----
    glovebox::Call list(glovebox::domain::MemoryStoreId store, bool withContent, std::string page,
                        glovebox::SecretString credential,
                        glovebox::Callback<glovebox::ports::MemoryPage> done) override;
    glovebox::Call retrieve(glovebox::domain::MemoryStoreId store, std::string memory,
                            glovebox::SecretString credential,
                            glovebox::Callback<glovebox::ports::Memory> done) override;
    glovebox::Call create(glovebox::domain::MemoryStoreId store, std::string path, std::string content,
                          glovebox::SecretString credential, glovebox::Callback<glovebox::ports::Memory> done) override;
    glovebox::Call update(glovebox::domain::MemoryStoreId store, std::string memory, std::string content,
                          std::string expectedSha256, glovebox::SecretString credential,
                          glovebox::Callback<glovebox::ports::Memory> done) override;
    glovebox::Call remove(glovebox::domain::MemoryStoreId store, std::string memory, std::string expectedSha256,
                          glovebox::SecretString credential, glovebox::Callback<> done) override;

private:
    using Store = std::map<std::string, glovebox::ports::Memory>; // by path

    glovebox::Result<> writable(const std::string &store) const;
    glovebox::Result<glovebox::ports::Memory *> find(const std::string &store, const std::string &memory);
    glovebox::Result<> settled();

    std::map<std::string, Store> m_stores;
    std::set<std::string> m_readOnly;
    std::optional<glovebox::Error> m_lostAnswer;
    int m_nextMemory = 1;
};

} // namespace testsupport
