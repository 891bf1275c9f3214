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
};

class RequestParser {
public:
    enum class State {
        Start,    // nothing of the next request has come
        Header,   // in the request line or the headers
        Body,     // headers are complete, the body is not
        Complete, // request() may be taken
        Refused,  // refusal() says with what status; the connection is of no more use
    };

    explicit RequestParser(ParserLimits limits);
    ~RequestParser();

    /// Parses as far as the request's end and keeps the rest for the next one.
    State feed(std::string_view bytes);
    State state() const;
    /// An HTTP status: 400, 413, 414, 431 or 501.
    int refusal() const;

    /// Once per request, in Body: the client waits for "100 Continue" before it sends the body.
    bool takeExpectsContinue();
    /// Takes the finished request out and begins the next with what is left over; call feed({}) to parse that.
    Request take();
    /// Of the request that is being parsed or was taken last.
    bool keepAlive() const;
    bool isHttp10() const;
    /// Bytes kept for the next request.
    std::size_t leftOver() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

enum class Framing {
    Length,  // content-length, from the body
    Chunked, // an open-ended stream
    ToClose, // an open-ended stream for an HTTP/1.0 client, ended by closing
};

struct HeadOptions {
    Framing framing = Framing::Length;
    bool keepAlive = true;
    bool withBody = true; // false for HEAD: the length is stated, the body is not sent
};

/// The status line, the headers and, with Framing::Length, the body. Header names and values with control characters
/// are left out.
std::string serialize(const Response &response, const HeadOptions &options);

/// One chunk of a chunked body, and its end.
std::string chunk(std::string_view data);
std::string lastChunk();

} // namespace glovebox::http
