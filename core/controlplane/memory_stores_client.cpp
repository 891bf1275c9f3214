#include "core/controlplane/memory_stores_client.h"

#include "core/controlplane/memory_codec.h"
#include "core/controlplane/question.h"

namespace glovebox::controlplane {

ExchangeSpec MemoryStoresClient::specFor(Result<HttpRequest> request, SecretString credential) const
{
    auto spec = m_connection->specFor(std::move(request), std::move(credential), Lane::Transfers);
    spec.conflictIsFinal = true;
    return spec;
}

Call MemoryStoresClient::askForMemory(ExchangeSpec spec, Callback<ports::Memory> done)
{
    auto handlers = asking<ports::Memory>(spec, {decodeMemory}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call MemoryStoresClient::list(domain::MemoryStoreId store, bool withContent, std::string page, SecretString credential,
                              Callback<ports::MemoryPage> done)
{
    auto spec = specFor(memoryListRequest(store, withContent, page), std::move(credential));
    auto handlers = asking<ports::MemoryPage>(spec, {decodeMemoryPage}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call MemoryStoresClient::retrieve(domain::MemoryStoreId store, std::string memory, SecretString credential,
                                  Callback<ports::Memory> done)
{
    auto spec = specFor(memoryRequest(store, memory), std::move(credential));
    const auto decode = [](std::string_view body) -> Result<ports::Memory> {
        GB_TRY(found, decodeMemory(body));
        if (!found.content)
            return fail(ErrorCode::ProtocolError, "a memory without the content that was asked for");
        return found;
    };
    auto handlers = asking<ports::Memory>(spec, {decode}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call MemoryStoresClient::create(domain::MemoryStoreId store, std::string path, std::string content,
                                SecretString credential, Callback<ports::Memory> done)
{
    return askForMemory(specFor(memoryCreateRequest(store, path, content), std::move(credential)), std::move(done));
}

Call MemoryStoresClient::update(domain::MemoryStoreId store, std::string memory, std::string content,
                                std::string expectedSha256, SecretString credential, Callback<ports::Memory> done)
{
    return askForMemory(specFor(memoryUpdateRequest(store, memory, content, expectedSha256), std::move(credential)),
                        std::move(done));
}

Call MemoryStoresClient::remove(domain::MemoryStoreId store, std::string memory, std::string expectedSha256,
                                SecretString credential, Callback<> done)
{
    return m_connection->tell(specFor(memoryDeleteRequest(store, memory, expectedSha256), std::move(credential)),
                              std::move(done), &m_scope);
}

} // namespace glovebox::controlplane
