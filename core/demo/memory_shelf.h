// Role: the demo server's memory stores (reference 5.2): named texts with hashes, listed in pages, changed under
// preconditions. Kept in memory. Who may touch which store, the routes decide.
// Invariants: bounded in stores, memories and sizes; no path is another's ancestor. Thread: the server's.
#pragma once

#include "core/demo/answer.h"
#include "core/demo/identity.h"
#include "core/http/request.h"
#include "core/ports/clock.h"

#include <map>
#include <string>

namespace glovebox::demo {

class MemoryShelf {
public:
    MemoryShelf(ports::Clock &clock, IdSource &ids) : m_clock(clock), m_ids(ids) {}

    /// The store of a scenario, by its name: "Team notes" is "memstore_team-notes".
    static std::string idFor(const std::string &name);
    /// Where a session finds a store: "/mnt/memory/team-notes".
    static std::string mountPathFor(const std::string &name);

    // ---- Stores
    Answer<Json> createStore(const Json &body);
    /// One that is there from the start. A store of the same name stays as it is.
    void addStore(const std::string &name, const std::map<std::string, std::string> &memories);
    Answer<Json> store(const std::string &id) const;
    Answer<Json> listStores(const http::Query &query) const;

    // ---- Memories
    Answer<Json> list(const std::string &store, const http::Query &query) const;
    Answer<Json> retrieve(const std::string &store, const std::string &memory, const http::Query &query) const;
    Answer<Json> create(const std::string &store, const Json &body, const http::Query &query);
    Answer<Json> update(const std::string &store, const std::string &memory, const Json &body,
                        const http::Query &query);
    Answer<Json> remove(const std::string &store, const std::string &memory, const http::Query &query);

private:
    struct Memory {
        std::string id;
        std::string version;
        std::string path;
        std::string content;
        std::string sha256;
        std::string createdAt;
        std::string updatedAt;
    };
    struct Store {
        Json json;
        std::map<std::string, Memory> memories; // by path
    };

    Store &newStore(const std::string &id, const std::string &name, const std::string &description,
                    const std::map<std::string, std::string> &metadata);
    void put(Memory &memory, const std::string &path, const std::string &content);
    Answer<Store *> findStore(const std::string &id);
    Answer<const Store *> findStore(const std::string &id) const;
    static Memory *find(Store &store, const std::string &memory);
    static Answer<> freePath(const Store &store, const std::string &path, const std::string &except);
    static Json toJson(const std::string &store, const Memory &memory, bool full);

    ports::Clock &m_clock;
    IdSource &m_ids;
    std::map<std::string, Store> m_stores;
};

} // namespace glovebox::demo
