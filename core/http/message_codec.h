// Role: HTTP/1.1's grammar, both ways, by Boost.Beast's parser and serializer without its I/O. This header shows
// nothing of Beast. Bytes go in, a Request or a refusal comes out; a Response goes in, bytes come out.
// Invariants: the parser never holds more than the header limit plus the body limit plus one unparsed read; after
// a refusal it takes nothing more. Thread: any, one at a time.
#pragma once

#include "core/base/units.h"
#include "core/http/request.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::http {

struct ParserLimits {
    ByteCount header;
    ByteCount body;
    std::size_t headers = 100;
};

class RequestParser {
public:
    enum class State {
        Start,    // nothing of the next request has come
        Header,   // in the request line or the headers
        Head,     // they are complete; it is to be said how the body comes (Heads::Shown)
        Body,     // the body is not complete
        Complete, // take() may be called
        Refused,  // refusal() says with what status; the connection is of no more use
    };
    /// Whether it stops behind each head, until readWhole() or readPieces(). Otherwise all are read whole.
    enum class Heads {
        Passed,
        Shown,
    };

    explicit RequestParser(ParserLimits limits, Heads heads = Heads::Passed);
    ~RequestParser();

    /// Parses as far as the request's end and keeps the rest for the next one.
    State feed(std::string_view bytes);
    State state() const;
    /// An HTTP status: 400, 413, 417, 431, 501 or 505.
    int refusal() const;

    /// In Head. Call feed({}) to go on.
    Request &head();
    void readWhole();
    /// A body that is as long at most. Each feed() gives a piece of it, of no more than was fed and kept.
    void readPieces(ByteCount limit);
    Request takeHead();
    std::string takePiece();

    /// Once per request, before anything of its body came: the client waits for "100 Continue" before it sends it.
    bool takeExpectsContinue();
    /// Takes the finished request out and begins the next with what is left over; call feed({}) to parse that.
    Request take();
    /// Of the request that is being parsed or was taken last.
    bool keepAlive() const;
    bool isHttp10() const;
    /// Bytes kept for the next request, or for its body.
    std::size_t leftOver() const;
    /// The same, for whom the connection is handed to: nothing is parsed any more.
    std::string takeLeftOver();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

enum class Framing {
    Length,  // content-length, from the body
    Stated,  // content-length, from HeadOptions; the body comes behind
    Chunked, // an open-ended stream
    ToClose, // an open-ended stream for an HTTP/1.0 client, ended by closing
    None,    // no body, or none of HTTP's: 101
};

struct HeadOptions {
    Framing framing = Framing::Length;
    bool keepAlive = true;
    bool withBody = true; // false for HEAD: the length is stated, the body is not sent
    ByteCount length{};   // with Framing::Stated
};

/// The status line, the headers and, with Framing::Length, the body. Header names and values with control characters
/// are left out, as are lengths and codings, which the framing says.
std::string serialize(const Response &response, const HeadOptions &options);

/// One chunk of a chunked body, and its end.
std::string chunk(std::string_view data);
std::string lastChunk();

/// Interim answers: "100 Continue" and "102 Processing".
std::string continueHead();
std::string processingHead();

} // namespace glovebox::http
