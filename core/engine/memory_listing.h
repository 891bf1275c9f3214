// Role: all memories of a store, page by page (reference 5.2), bounded and checked: what it hands on has a path, an id
// and a hash that can be used. Thread: the engine's. Letting go of the object ends it.
#pragma once

#include "core/ports/memory_stores.h"

#include <functional>

namespace glovebox::engine {

class MemoryListing {
public:
    /// Takes a page and asks for more when it is done with it, at once or later.
    using Page = std::function<void(std::vector<ports::Memory> memories, std::function<void()> more)>;

    MemoryListing(ports::MemoryStores &stores, domain::MemoryStoreId store, SecretString credential)
        : m_stores(stores), m_store(std::move(store)), m_credential(std::move(credential))
    {
    }

    /// `problem`: a memory that was left out, one sentence. `done`: all pages were handed on, or what went wrong.
    void run(bool withContent, Page page, std::function<void(std::string)> problem, Callback<> done);
    void cancel();

private:
    void next(std::string page);
    void answered(Result<ports::MemoryPage> answer);
    Result<> take(ports::MemoryPage answer);

    ports::MemoryStores &m_stores;
    domain::MemoryStoreId m_store;
    SecretString m_credential;
    bool m_withContent = false;
    Page m_page;
    std::function<void(std::string)> m_problem;
    Callback<> m_done;
    std::size_t m_memories = 0;
    std::size_t m_pages = 0;
    Call m_call;
};

} // namespace glovebox::engine
