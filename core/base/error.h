// Role: what can go wrong, as a closed list. An Error travels up as a value; sentences for people are made of it in
// app/format, so `detail` is for the operator's log and the second line of a message: it says what was being done and
// what the other side answered, and never holds a credential.
#pragma once

#include <string>
#include <utility>

namespace glovebox {

enum class ErrorCode {
    Cancelled,            // we stopped it ourselves
    TimedOut,             // no answer within the limit
    InvalidArgument,      // the request itself is wrong; HTTP 400 and other refusals of a request's content
    InvalidState,         // right request, wrong moment
    NotFound,             // HTTP 404, a missing file, an unknown id
    PermissionDenied,     // by the host's operating system
    Unauthorized,         // HTTP 401: the credential is unknown or revoked
    Forbidden,            // HTTP 403: the credential may not do this
    Conflict,             // HTTP 409
    LeaseLost,            // HTTP 412 on a heartbeat: somebody else holds the work item now
    RateLimited,          // HTTP 429
    ServerError,          // HTTP 5xx, an SSE error event
    NetworkError,         // refused, reset, name not resolved, cut off
    ProtocolError,        // an answer that does not follow the protocol
    TooLarge,             // over one of our bounds or the server's
    OutOfDisk,            // no space left on the host
    OutOfMemory,          // the host cannot give what was asked for
    FolderUnusable,       // a folder that Glovebox keeps things in cannot be made or written, or is not ours
    FolderInUse,          // another Glovebox works in the same folders
    AddressInUse,         // another program listens on that address and port
    HostToolMissing,      // an outside program is not installed
    Unsupported,          // this host, or a tool on it, lacks what this needs
    HostToolFailed,       // an outside program ended badly; detail has its last words
    ImageBroken,          // a guest image is incomplete or does not match its manifest
    AccelerationUnusable, // the CPU acceleration that was asked for does not run a guest here
    GuestUnresponsive,    // the VM runs but its agent does not answer in time
    GuestExited,          // the VM ended by itself or was killed
    GuestProtocol,        // the guest sent what no agent of ours sends
    Internal,             // a bug of ours
};

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string detail;

    friend bool operator==(const Error &, const Error &) = default;
};

/// The code's name as it stands above, for logs and machine-readable output ("LeaseLost").
const char *name(ErrorCode code);

/// "LeaseLost: expected …" for logs.
std::string describe(const Error &error);

/// Puts the step that failed before the detail: `inContext("boot sandbox sbx-1", error)`.
Error inContext(std::string step, Error error);

} // namespace glovebox
