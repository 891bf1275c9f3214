#include "core/rest/guest_download.h"

#include <memory>
#include <optional>
#include <utility>

namespace glovebox::rest {

namespace {

/// A file on its way out. It is the request's. Its head goes out with the first bytes: until then it can still be
/// answered that there is no such file.
class Download : public std::enable_shared_from_this<Download> {
public:
    Download(http::Responder responder, std::function<http::Response(const Error &)> refusal)
        : m_responder(std::move(responder)), m_refusal(std::move(refusal))
    {
    }

    void begin(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string path)
    {
        m_responder.keepInformed();
        m_responder.onGone([self = shared_from_this()] { self->m_call.cancel(); });
        api::FileHandlers handlers;
        handlers.pace = m_pace;
        handlers.piece = [weak = weak_from_this()](std::string_view bytes) -> Result<> {
            const auto self = weak.lock();
            return self ? self->piece(bytes) : fail(ErrorCode::Cancelled);
        };
        handlers.done = [weak = weak_from_this()](Result<> outcome) {
            if (const auto self = weak.lock())
                self->done(outcome);
        };
        m_call = access.readFile(sandbox, std::move(path), kGuestFileMax, std::move(handlers));
    }

private:
    void open()
    {
        if (m_stream)
            return;
        http::Response head;
        head.headers.add("content-type", "application/octet-stream");
        head.headers.add("cache-control", "no-store");
        head.headers.add("x-content-type-options", "nosniff");
        m_stream = m_responder.stream(std::move(head));
        m_stream->onDrained([weak = weak_from_this()] {
            if (const auto self = weak.lock())
                self->drained();
        });
    }

    Result<> piece(std::string_view bytes)
    {
        open();
        if (!m_stream->isOpen())
            return fail(ErrorCode::Cancelled, "nobody reads on");
        m_stream->write(bytes);
        m_open += bytes.size();
        drained();
        return {};
    }

    void drained()
    {
        if (m_open > 0 && m_stream->wantsMore())
            m_pace->used(std::exchange(m_open, 0));
    }

    void done(const Result<> &outcome)
    {
        if (!outcome && !m_stream)
            return m_responder.send(m_refusal(outcome.error()));
        open();
        if (outcome)
            m_stream->close();
        else
            m_stream->abort();
    }

    http::Responder m_responder;
    std::function<http::Response(const Error &)> m_refusal;
    std::optional<http::Stream> m_stream;
    std::shared_ptr<ReadPace> m_pace = std::make_shared<ReadPace>();
    std::size_t m_open = 0; // written and not said to be used
    Call m_call;
};

} // namespace

void sendGuestFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string path,
                   const http::Responder &responder, std::function<http::Response(const Error &)> refusal)
{
    std::make_shared<Download>(responder, std::move(refusal))->begin(access, sandbox, std::move(path));
}

} // namespace glovebox::rest
