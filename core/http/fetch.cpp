#include "core/http/fetch.h"

#include "core/http/answer_parser.h"
#include "core/http/message_codec.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <algorithm>

namespace glovebox::http {

namespace {

constexpr qint64 kReadBuffer = 64 * 1024;
constexpr qint64 kWriteHigh = 256 * 1024;
constexpr qint64 kWriteLow = 64 * 1024;

std::string inSeconds(std::chrono::milliseconds time)
{
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
}

bool isPlain(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

std::string headOf(const Fetch::Order &order)
{
    std::string head = order.method + ' ' + order.target + " HTTP/1.1\r\n";
    for (const auto &[name, value] : order.headers.entries())
        if (isPlain(name) && isPlain(value))
            head += name + ": " + value + "\r\n";
    if (order.body.isChunked)
        head += "Transfer-Encoding: chunked\r\n";
    else if (order.body.length)
        head += "Content-Length: " + std::to_string(order.body.length->value) + "\r\n";
    if (order.upgrade.empty())
        return head + "Connection: close\r\n\r\n";
    return head + "Connection: Upgrade\r\nUpgrade: " + order.upgrade + "\r\n\r\n";
}

} // namespace

/// Outlives a handler that destroys its Fetch; `isOver` then keeps everything quiet.
struct Fetch::Impl : std::enable_shared_from_this<Impl> {
    struct LaterDeleted {
        void operator()(QTcpSocket *socket) const
        {
            socket->disconnect();
            socket->abort();
            socket->deleteLater(); // it may be telling us something
        }
    };

    Impl(ports::Clock &time, Order what, Handlers tell)
        : clock(time), order(std::move(what)), handlers(std::move(tell)),
          parser(order.method == "HEAD", {.head =
                                              [this](const Response &head) {
                                                  hasHead = true;
                                                  deadline.cancel();
                                                  if (!isOver && handlers.head)
                                                      handlers.head(head, head.status == 101);
                                              },
                                          .body =
                                              [this](std::string_view bytes) {
                                                  give(bytes);
                                              }})
    {
    }

    void begin();
    void watch(std::chrono::milliseconds time, std::string what);
    void watchHead();
    void give(std::string_view bytes);
    void readMore();
    void serverEnded();
    void finish();
    void fail(ErrorCode code, const std::string &what);

    ports::Clock &clock;
    Order order;
    Handlers handlers;
    Call deadline; // until there is a head
    AnswerParser parser;
    std::unique_ptr<QTcpSocket, LaterDeleted> socket{new QTcpSocket};
    std::string early; // written before it was connected
    std::size_t unused = 0;
    bool isConnected = false;
    bool hasHead = false;
    bool isReading = false;
    bool isFull = false; // a writer was told to wait
    bool mayWriteNoMore = false;
    bool isOver = false;
};

void Fetch::Impl::begin()
{
    const auto weak = weak_from_this();
    const auto on = [weak](void (Impl::*what)()) {
        return [weak, what] {
            if (const auto self = weak.lock(); self && !self->isOver)
                (self.get()->*what)();
        };
    };
    early = headOf(order) + early;
    socket->setReadBufferSize(kReadBuffer);
    QObject::connect(socket.get(), &QTcpSocket::connected, socket.get(), [weak] {
        const auto self = weak.lock();
        if (!self || self->isOver)
            return;
        self->isConnected = true;
        self->watchHead();
        self->socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        self->socket->write(self->early.data(), static_cast<qint64>(self->early.size()));
        self->early.clear();
        if (self->mayWriteNoMore && !self->order.upgrade.empty())
            self->socket->disconnectFromHost();
    });
    QObject::connect(socket.get(), &QTcpSocket::readyRead, socket.get(), on(&Impl::readMore));
    QObject::connect(socket.get(), &QTcpSocket::disconnected, socket.get(), on(&Impl::serverEnded));
    QObject::connect(socket.get(), &QTcpSocket::bytesWritten, socket.get(), [weak] {
        const auto self = weak.lock();
        if (!self || self->isOver)
            return;
        self->watchHead();
        if (!self->isFull || self->socket->bytesToWrite() > kWriteLow)
            return;
        self->isFull = false;
        if (self->handlers.drained)
            self->handlers.drained();
    });
    QObject::connect(socket.get(), &QTcpSocket::errorOccurred, socket.get(), [weak](QAbstractSocket::SocketError) {
        const auto self = weak.lock();
        if (self && !self->isOver && !self->isConnected)
            self->fail(ErrorCode::NetworkError, self->socket->errorString().toStdString());
    });
    watch(order.limits.connect, "took no connection within " + inSeconds(order.limits.connect));
    socket->connectToHost(QHostAddress(QString::fromStdString(order.address)), order.port);
}

void Fetch::Impl::watch(std::chrono::milliseconds time, std::string what)
{
    deadline = clock.after(time, [weak = weak_from_this(), what = std::move(what)] {
        if (const auto self = weak.lock(); self && !self->isOver)
            self->fail(ErrorCode::TimedOut, what);
    });
}

/// Anew with each byte of the request that goes out: an upload may take its time.
void Fetch::Impl::watchHead()
{
    if (!hasHead)
        watch(order.limits.head, "did not begin to answer within " + inSeconds(order.limits.head));
}

void Fetch::Impl::give(std::string_view bytes)
{
    if (isOver || bytes.empty())
        return;
    unused += bytes.size();
    if (handlers.bytes)
        handlers.bytes(bytes);
}

void Fetch::Impl::readMore()
{
    if (isReading)
        return; // a handler said used()
    const auto self = shared_from_this();
    isReading = true;
    while (!isOver && unused < kUnusedMax && socket->bytesAvailable() > 0) {
        const auto bytes = socket->read(kReadBuffer);
        const std::string_view view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        if (parser.state() == AnswerParser::State::Switched) {
            give(view);
            continue;
        }
        switch (parser.feed(view)) {
        case AnswerParser::State::Switched:
            give(parser.takeRest());
            break;
        case AnswerParser::State::Complete:
            finish();
            break;
        case AnswerParser::State::Broken:
            fail(ErrorCode::ProtocolError, "what answers there does not speak HTTP/1.1");
            break;
        case AnswerParser::State::Reading:
            break;
        }
    }
    isReading = false;
    if (!isOver && socket->state() == QAbstractSocket::UnconnectedState && socket->bytesAvailable() == 0)
        serverEnded();
}

void Fetch::Impl::serverEnded()
{
    if (isReading || socket->bytesAvailable() > 0)
        return readMore(); // and then once more
    if (parser.state() == AnswerParser::State::Switched || parser.end() == AnswerParser::State::Complete)
        finish();
    else
        fail(ErrorCode::NetworkError, "the connection ended before its answer did");
}

void Fetch::Impl::finish()
{
    isOver = true;
    deadline.cancel();
    if (const auto last = handlers.ended)
        last();
}

void Fetch::Impl::fail(ErrorCode code, const std::string &what)
{
    isOver = true;
    deadline.cancel();
    if (const auto last = handlers.failed)
        last({code, what});
}

Fetch::Fetch(ports::Clock &clock, Order order, Handlers handlers)
    : m_impl(std::make_shared<Impl>(clock, std::move(order), std::move(handlers)))
{
    m_impl->begin();
}

Fetch::~Fetch()
{
    m_impl->isOver = true; // a handler that is being called keeps the rest until it returns
}

void Fetch::write(std::string_view bytes)
{
    auto &impl = *m_impl;
    if (impl.isOver || impl.mayWriteNoMore || bytes.empty())
        return;
    const auto framed = impl.order.body.isChunked ? chunk(bytes) : std::string(bytes);
    if (impl.isConnected)
        impl.socket->write(framed.data(), static_cast<qint64>(framed.size()));
    else
        impl.early += framed;
    impl.isFull = impl.isFull || !wantsMore();
}

void Fetch::endBody()
{
    auto &impl = *m_impl;
    if (impl.isOver || impl.mayWriteNoMore)
        return;
    if (impl.order.body.isChunked) {
        const auto last = lastChunk();
        if (impl.isConnected)
            impl.socket->write(last.data(), static_cast<qint64>(last.size()));
        else
            impl.early += last;
    }
    impl.mayWriteNoMore = true;
    if (!impl.order.upgrade.empty() && impl.isConnected)
        impl.socket->disconnectFromHost();
}

bool Fetch::wantsMore() const
{
    return m_impl->socket->bytesToWrite() + static_cast<qint64>(m_impl->early.size()) < kWriteHigh;
}

void Fetch::used(std::size_t bytes)
{
    auto &impl = *m_impl;
    impl.unused -= std::min(bytes, impl.unused);
    if (!impl.isOver)
        impl.readMore();
}

} // namespace glovebox::http
