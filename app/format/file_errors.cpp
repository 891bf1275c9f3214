#include "app/format/file_errors.h"

#include <QCoreApplication>

namespace glovebox::format {

namespace {

struct FileErrors {
    Q_DECLARE_TR_FUNCTIONS(FileErrors)
};

} // namespace

QString fileCause(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return FileErrors::tr("It is not there any more, or its sandbox is gone.");
    case ErrorCode::InvalidState:
        return FileErrors::tr("It may not be read, is of another kind than expected, or its sandbox did not start.");
    case ErrorCode::InvalidArgument:
        return FileErrors::tr("It is no plain file, or its name cannot be used.");
    case ErrorCode::TooLarge:
        return FileErrors::tr("There is more of it than is taken at once.");
    case ErrorCode::PermissionDenied:
        return FileErrors::tr("This host's operating system does not let Glovebox read or write the file here.");
    case ErrorCode::OutOfDisk:
        return FileErrors::tr("The disk is full, here or in the sandbox.");
    case ErrorCode::FolderUnusable:
        return FileErrors::tr("Something of that name is here already, and stays.");
    case ErrorCode::Unsupported:
        return FileErrors::tr("This sandbox's agent is of before, and does not know how.");
    default:
        return {};
    }
}

QString fileAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return FileErrors::tr("Read the folder again.");
    case ErrorCode::InvalidState:
    case ErrorCode::TimedOut:
        return FileErrors::tr("Try again; a terminal in the sandbox shows more.");
    case ErrorCode::GuestUnresponsive:
    case ErrorCode::GuestExited:
        return FileErrors::tr("Try again; if it lasts, look at the sandbox's console.");
    case ErrorCode::InvalidArgument:
        return FileErrors::tr("Pack what is no plain file into an archive first.");
    case ErrorCode::TooLarge:
        return FileErrors::tr("Look at it in a terminal, or fetch it with gloveboxctl cp.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::FolderUnusable:
        return FileErrors::tr("Choose another folder or name on this host.");
    case ErrorCode::OutOfDisk:
        return FileErrors::tr("Make room there, then try again.");
    case ErrorCode::Unsupported:
        return FileErrors::tr("A new sandbox has one that does.");
    default:
        return {};
    }
}

} // namespace glovebox::format
