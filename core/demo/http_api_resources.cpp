// The routes of skills and memory stores (reference 5.1, 5.2).
#include "core/demo/http_api.h"

namespace glovebox::demo {

/// A sessions token opens the stores of its session, and read-only ones only for reading.
Answer<> HttpApi::checkMemoryAccess(const Inquiry &inquiry, bool writes)
{
    if (inquiry.caller.kind == CallerKind::ApiKey)
        return {};
    const auto session = m_model.session(inquiry.caller.session);
    const auto access = session ? (*session)->accessTo(inquiry.captures.at(0)) : std::string();
    if (access.empty())
        return refuse(403, "The memory store is not attached to the session.");
    if (writes && access != "read_write")
        return refuse(403, "The memory store is attached read-only.");
    return {};
}

void HttpApi::sendArchive(const Inquiry &inquiry, const http::Responder &responder)
{
    const auto archive = m_model.skills().archive(inquiry.captures.at(0), inquiry.captures.at(1));
    if (!archive)
        return answer(responder, inquiry, tl::unexpected(archive.error()));
    note(inquiry, 200, true);
    http::Response response;
    response.headers.add("content-type", "application/zip");
    response.headers.add("request-id", inquiry.requestId);
    response.body = *archive;
    responder.send(std::move(response));
}

void HttpApi::addResourceRoutes()
{
    addRoute("GET", "/v1/skills/{}/versions/{}", kApiKey | kWorkers, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.skills().version(in.captures.at(0), in.captures.at(1)); });
    addReply("GET", "/v1/skills/{}/versions/{}/content", kApiKey | kWorkers, Scope::Nothing,
             [this](const Inquiry &in, const http::Responder &responder) { sendArchive(in, responder); });

    addRoute("POST", "/v1/memory_stores", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.memory().createStore(in.body); });
    addRoute("GET", "/v1/memory_stores", kApiKey, Scope::Nothing,
             [this](const Inquiry &in) { return m_model.memory().listStores(in.request.query); });
    const auto onStore = [this](bool writes, auto operation) {
        return [this, writes, operation](const Inquiry &in) -> Answer<Json> {
            if (const auto access = checkMemoryAccess(in, writes); !access)
                return tl::unexpected(access.error());
            return operation(m_model.memory(), in);
        };
    };
    const char *one = "/v1/memory_stores/{}/memories/{}";
    const char *all = "/v1/memory_stores/{}/memories";
    addRoute("GET", "/v1/memory_stores/{}", kApiKey | kSessionsToken, Scope::Nothing,
             onStore(false, [](MemoryShelf &shelf, const Inquiry &in) { return shelf.store(in.captures.at(0)); }));
    addRoute("GET", all, kApiKey | kSessionsToken, Scope::Nothing,
             onStore(false, [](MemoryShelf &shelf, const Inquiry &in) {
                 return shelf.list(in.captures.at(0), in.request.query);
             }));
    addRoute("GET", one, kApiKey | kSessionsToken, Scope::Nothing,
             onStore(false, [](MemoryShelf &shelf, const Inquiry &in) {
                 return shelf.retrieve(in.captures.at(0), in.captures.at(1), in.request.query);
             }));
    addRoute("POST", all, kApiKey | kSessionsToken, Scope::Nothing,
             onStore(true, [](MemoryShelf &shelf, const Inquiry &in) {
                 return shelf.create(in.captures.at(0), in.body, in.request.query);
             }));
    addRoute("POST", one, kApiKey | kSessionsToken, Scope::Nothing,
             onStore(true, [](MemoryShelf &shelf, const Inquiry &in) {
                 return shelf.update(in.captures.at(0), in.captures.at(1), in.body, in.request.query);
             }));
    addRoute("DELETE", one, kApiKey | kSessionsToken, Scope::Nothing,
             onStore(true, [](MemoryShelf &shelf, const Inquiry &in) {
                 return shelf.remove(in.captures.at(0), in.captures.at(1), in.request.query);
             }));
}

} // namespace glovebox::demo
