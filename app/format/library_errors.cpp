#include "app/format/library_errors.h"

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct LibraryErrors {
    Q_DECLARE_TR_FUNCTIONS(LibraryErrors)
};

} // namespace

/// What a registry, a file or the library of images says; empty: as everywhere.
QString imageCause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return LibraryErrors::tr("What was asked for cannot be an image, or be called so.");
    case ErrorCode::NotFound:
        return LibraryErrors::tr("There is no such image.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
        return LibraryErrors::tr("The registry, or the operating system, does not allow to read it.");
    case ErrorCode::Conflict:
        return LibraryErrors::tr("It is in use.");
    case ErrorCode::RateLimited:
        return LibraryErrors::tr("The registry wants no more requests from here for now.");
    case ErrorCode::ServerError:
        return LibraryErrors::tr("The registry answered with an error of its own.");
    case ErrorCode::NetworkError:
        return LibraryErrors::tr("The registry cannot be reached.");
    case ErrorCode::ProtocolError:
        return LibraryErrors::tr("The registry's answer makes no sense.");
    case ErrorCode::TooLarge:
        return LibraryErrors::tr("It is larger than an image may be.");
    case ErrorCode::Unsupported:
        return LibraryErrors::tr("It is not for this host's architecture, or of a kind that Glovebox does not read.");
    case ErrorCode::ImageBroken:
        return LibraryErrors::tr("Its content is not what its checksums say.");
    default:
        return {};
    }
}

QString imageAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return LibraryErrors::tr("Check how it is spelled, and that it is there.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
        return LibraryErrors::tr("Name a file with credentials, or check who may read it.");
    case ErrorCode::Conflict:
        return LibraryErrors::tr("Remove what uses it first.");
    case ErrorCode::RateLimited:
        return LibraryErrors::tr("Try again later, or with credentials.");
    case ErrorCode::ServerError:
    case ErrorCode::TimedOut:
    case ErrorCode::NetworkError:
        return LibraryErrors::tr("Try again later; layers that are here already are not fetched again.");
    case ErrorCode::TooLarge:
        return LibraryErrors::tr("Use a smaller image.");
    case ErrorCode::OutOfDisk:
        return LibraryErrors::tr(
            "Free disk space, for instance by removing images that nothing needs, then try again.");
    case ErrorCode::Unsupported:
        return LibraryErrors::tr("Use an image for linux/amd64.");
    case ErrorCode::ImageBroken:
        return LibraryErrors::tr(
            "Import it again: what is damaged here is then made anew. What is damaged where it comes "
            "from has to be put right there.");
    default:
        return {};
    }
}

/// What was damaged here was fetched again before this is said: it comes so from where it is.
QString importCause(ErrorCode code)
{
    return code == ErrorCode::ImageBroken ? LibraryErrors::tr("The image itself is bad.") : imageCause(code);
}

QString importAdvice(ErrorCode code)
{
    return code == ErrorCode::ImageBroken ? LibraryErrors::tr("Use another image, or have this one put right where it "
                                                              "comes from.")
                                          : imageAdvice(code);
}

/// Of a step, of the ready check, or of the machine that both run in; empty: as everywhere.
QString buildCause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return LibraryErrors::tr("Somebody cancelled it.");
    case ErrorCode::TimedOut:
        return LibraryErrors::tr("A step, or the ready check, took longer than it may.");
    case ErrorCode::InvalidArgument:
        return LibraryErrors::tr("The definition asks for something that cannot be done.");
    case ErrorCode::NotFound:
        return LibraryErrors::tr("What it is made from, or a file to be copied, is not on this host.");
    case ErrorCode::HostToolFailed:
    case ErrorCode::InvalidState:
        return LibraryErrors::tr("A step, or the ready check, ended with an error.");
    default:
        return {};
    }
}

QString buildAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OutOfDisk:
    case ErrorCode::OutOfMemory:
    case ErrorCode::HostToolMissing:
    case ErrorCode::Unsupported:
    case ErrorCode::Internal:
        return {}; // as everywhere
    default:
        return LibraryErrors::tr("Look at the build log, correct the definition, and build again.");
    }
}

/// Of a step, of the ready check, or of the sandbox that both happen in; empty: as everywhere.
QString seedCause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return LibraryErrors::tr("Somebody cancelled it.");
    case ErrorCode::TimedOut:
        return LibraryErrors::tr("A step, or the ready check, took longer than it may.");
    case ErrorCode::InvalidArgument:
        return LibraryErrors::tr("A step asks for something that cannot be done.");
    case ErrorCode::NotFound:
        return LibraryErrors::tr("What a step puts in, copies or clones is not there.");
    case ErrorCode::PermissionDenied:
        return LibraryErrors::tr("What a step puts in may not be read, or its place not be written.");
    case ErrorCode::HostToolFailed:
    case ErrorCode::InvalidState:
        return LibraryErrors::tr("A step, or the ready check, ended with an error.");
    default:
        return {};
    }
}

QString seedAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OutOfDisk:
    case ErrorCode::OutOfMemory:
    case ErrorCode::HostToolMissing:
    case ErrorCode::Internal:
        return {}; // as everywhere
    default:
        return LibraryErrors::tr(
            "Look at its log, put the step right, and seed again. What was done so far stays in the "
            "sandbox.");
    }
}

} // namespace glovebox::format
