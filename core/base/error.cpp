#include "core/base/error.h"

namespace glovebox {

const char *name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return "Cancelled";
    case ErrorCode::TimedOut:
        return "TimedOut";
    case ErrorCode::InvalidArgument:
        return "InvalidArgument";
    case ErrorCode::InvalidState:
        return "InvalidState";
    case ErrorCode::NotFound:
        return "NotFound";
    case ErrorCode::PermissionDenied:
        return "PermissionDenied";
    case ErrorCode::Unauthorized:
        return "Unauthorized";
    case ErrorCode::Forbidden:
        return "Forbidden";
    case ErrorCode::Conflict:
        return "Conflict";
    case ErrorCode::LeaseLost:
        return "LeaseLost";
    case ErrorCode::RateLimited:
        return "RateLimited";
    case ErrorCode::ServerError:
        return "ServerError";
    case ErrorCode::NetworkError:
        return "NetworkError";
    case ErrorCode::ProtocolError:
        return "ProtocolError";
    case ErrorCode::TooLarge:
        return "TooLarge";
    case ErrorCode::OutOfDisk:
        return "OutOfDisk";
    case ErrorCode::OutOfMemory:
        return "OutOfMemory";
    case ErrorCode::FolderUnusable:
        return "FolderUnusable";
    case ErrorCode::FolderInUse:
        return "FolderInUse";
    case ErrorCode::AddressInUse:
        return "AddressInUse";
    case ErrorCode::HostToolMissing:
        return "HostToolMissing";
    case ErrorCode::Unsupported:
        return "Unsupported";
    case ErrorCode::HostToolFailed:
        return "HostToolFailed";
    case ErrorCode::ImageBroken:
        return "ImageBroken";
    case ErrorCode::AccelerationUnusable:
        return "AccelerationUnusable";
    case ErrorCode::GuestUnresponsive:
        return "GuestUnresponsive";
    case ErrorCode::GuestExited:
        return "GuestExited";
    case ErrorCode::GuestProtocol:
        return "GuestProtocol";
    case ErrorCode::Internal:
        return "Internal";
    }
    return "Internal";
}

std::string describe(const Error &error)
{
    return error.detail.empty() ? std::string(name(error.code)) : std::string(name(error.code)) + ": " + error.detail;
}

Error inContext(std::string step, Error error)
{
    error.detail = error.detail.empty() ? std::move(step) : std::move(step) + ": " + error.detail;
    return error;
}

} // namespace glovebox
