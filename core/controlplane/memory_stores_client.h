// Role: ports::MemoryStores over HTTP (reference 5.2), with the session's token: no key of ours stands in for it.
// Thread: the engine's. Destroying it ends every call in silence.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/memory_stores.h"

#include <QObject>

namespace glovebox::controlplane {

class MemoryStoresClient final : public ports::MemoryStores {
public:
    explicit MemoryStoresClient(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    Call list(domain::MemoryStoreId store, bool withContent, std::string page, SecretString credential,
              Callback<ports::MemoryPage> done) override;
    Call retrieve(domain::MemoryStoreId store, std::string memory, SecretString credential,
                  Callback<ports::Memory> done) override;
    Call create(domain::MemoryStoreId store, std::string path, std::string content, SecretString credential,
                Callback<ports::Memory> done) override;
    Call update(domain::MemoryStoreId store, std::string memory, std::string content, std::string expectedSha256,
                SecretString credential, Callback<ports::Memory> done) override;
    Call remove(domain::MemoryStoreId store, std::string memory, std::string expectedSha256, SecretString credential,
                Callback<> done) override;

private:
    ExchangeSpec specFor(Result<HttpRequest> request, SecretString credential) const;
    Call askForMemory(ExchangeSpec spec, Callback<ports::Memory> done);

    std::shared_ptr<Connection> m_connection;
    QObject m_scope; // declared last, gone first: ends the exchanges
};

} // namespace glovebox::controlplane
