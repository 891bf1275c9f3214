#include "app/format/errors.h"

#include "app/format/file_errors.h"
#include "app/format/library_errors.h"

#include "app/format/foreign_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace glovebox::format {

namespace {

struct Errors {
    Q_DECLARE_TR_FUNCTIONS(Errors)
};

QString areaWord(Area area)
{
    switch (area) {
    case Area::Engine:
        return QStringLiteral("ENG");
    case Area::Environment:
        return QStringLiteral("ENV");
    case Area::Session:
        return QStringLiteral("SES");
    case Area::Sandbox:
        return QStringLiteral("SBX");
    case Area::Tool:
        return QStringLiteral("TOL");
    case Area::Host:
        return QStringLiteral("HST");
    case Area::Webhooks:
        return QStringLiteral("WHK");
    case Area::Template:
        return QStringLiteral("TPL");
    case Area::Snapshot:
        return QStringLiteral("SNP");
    case Area::Image:
        return QStringLiteral("IMG");
    case Area::Import:
        return QStringLiteral("IMP");
    case Area::Build:
        return QStringLiteral("BLD");
    case Area::Seeding:
        return QStringLiteral("SED");
    case Area::File:
        return QStringLiteral("FIL");
    }
    return QStringLiteral("HST");
}

/// Written out instead of the enum's position: a code that somebody noted down must keep its meaning.
int number(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return 1;
    case ErrorCode::TimedOut:
        return 2;
    case ErrorCode::InvalidArgument:
        return 3;
    case ErrorCode::InvalidState:
        return 4;
    case ErrorCode::NotFound:
        return 5;
    case ErrorCode::PermissionDenied:
        return 6;
    case ErrorCode::Unauthorized:
        return 10;
    case ErrorCode::Forbidden:
        return 11;
    case ErrorCode::Conflict:
        return 12;
    case ErrorCode::LeaseLost:
        return 13;
    case ErrorCode::RateLimited:
        return 14;
    case ErrorCode::ServerError:
        return 15;
    case ErrorCode::NetworkError:
        return 16;
    case ErrorCode::ProtocolError:
        return 17;
    case ErrorCode::TooLarge:
        return 18;
    case ErrorCode::OutOfDisk:
        return 20;
    case ErrorCode::OutOfMemory:
        return 21;
    case ErrorCode::HostToolMissing:
        return 22;
    case ErrorCode::HostToolFailed:
        return 23;
    case ErrorCode::FolderUnusable:
        return 24;
    case ErrorCode::FolderInUse:
        return 25;
    case ErrorCode::AddressInUse:
        return 26;
    case ErrorCode::Unsupported:
        return 27;
    case ErrorCode::ImageBroken:
        return 30;
    case ErrorCode::AccelerationUnusable:
        return 31;
    case ErrorCode::GuestUnresponsive:
        return 40;
    case ErrorCode::GuestExited:
        return 41;
    case ErrorCode::GuestProtocol:
        return 42;
    case ErrorCode::Internal:
        return 99;
    }
    return 99;
}

QString whatHappened(Area area, const QString &object)
{
    switch (area) {
    case Area::Engine:
        return Errors::tr("The engine could not start.");
    case Area::Environment:
        return object.isEmpty() ? Errors::tr("Polling for work does not succeed.")
                                : Errors::tr("Polling environment %1 does not succeed.").arg(object);
    case Area::Session:
        return object.isEmpty() ? Errors::tr("The session's run on this host ended with an error.")
                                : Errors::tr("The run of session %1 on this host ended with an error.").arg(object);
    case Area::Sandbox:
        return object.isEmpty() ? Errors::tr("The sandbox did not start or stopped by itself.")
                                : Errors::tr("Sandbox %1 did not start or stopped by itself.").arg(object);
    case Area::Tool:
        return object.isEmpty() ? Errors::tr("The tool call did not finish.")
                                : Errors::tr("The tool call %1 did not finish.").arg(object);
    case Area::Host:
        return object.isEmpty() ? Errors::tr("A check of this host failed.")
                                : Errors::tr("The check “%1” failed.").arg(object);
    case Area::Webhooks:
        return Errors::tr("Webhooks cannot be received.");
    case Area::Template:
        return object.isEmpty() ? Errors::tr("The template cannot be used.")
                                : Errors::tr("Template %1 cannot be used.").arg(object);
    case Area::Snapshot:
        return object.isEmpty() ? Errors::tr("There is no snapshot to restore.")
                                : Errors::tr("Snapshot %1 cannot be restored.").arg(object);
    case Area::Image:
        return object.isEmpty() ? Errors::tr("The image cannot be used.")
                                : Errors::tr("Image %1 cannot be used.").arg(object);
    case Area::Import:
        return object.isEmpty() ? Errors::tr("The image was not imported.")
                                : Errors::tr("%1 was not imported.").arg(object);
    case Area::Build:
        return object.isEmpty() ? Errors::tr("The template was not built.")
                                : Errors::tr("Template %1 was not built.").arg(object);
    case Area::Seeding:
        return object.isEmpty() ? Errors::tr("The sandbox was not seeded to its end.")
                                : Errors::tr("Sandbox %1 was not seeded to its end.").arg(object);
    case Area::File:
        return object.isEmpty() ? Errors::tr("The file cannot be reached.")
                                : Errors::tr("%1 cannot be reached.").arg(object);
    }
    return {};
}

QString cause(ErrorCode code, Area area)
{
    switch (code) {
    case ErrorCode::Cancelled:
        return Errors::tr("It was stopped from this side.");
    case ErrorCode::TimedOut:
        return Errors::tr("There was no answer within the time limit.");
    case ErrorCode::InvalidArgument:
        return Errors::tr("The request was refused because of its content.");
    case ErrorCode::InvalidState:
        return Errors::tr("The request came at a moment when it is not possible.");
    case ErrorCode::NotFound:
        return Errors::tr("What it needs does not exist, or the credential may not see it.");
    case ErrorCode::PermissionDenied:
        return Errors::tr("The operating system denied access.");
    case ErrorCode::Unauthorized:
        return Errors::tr("The control plane does not accept the environment key: it is wrong or was revoked.");
    case ErrorCode::Forbidden:
        return Errors::tr("The environment key is known, but may not do this.");
    case ErrorCode::Conflict:
        return Errors::tr("Something else changed it at the same time.");
    case ErrorCode::LeaseLost:
        return Errors::tr("The lease ran out, or another worker holds the work item now.");
    case ErrorCode::RateLimited:
        return Errors::tr("The control plane asks for fewer requests.");
    case ErrorCode::ServerError:
        return Errors::tr("The control plane answered with an error of its own.");
    case ErrorCode::NetworkError:
        return area == Area::Webhooks
                   ? Errors::tr("The address cannot be listened on.")
                   : Errors::tr("The connection was refused, cut off, or the name could not be resolved.");
    case ErrorCode::ProtocolError:
        return Errors::tr("The answer does not follow the protocol.");
    case ErrorCode::TooLarge:
        return Errors::tr("It is larger than a limit allows.");
    case ErrorCode::OutOfDisk:
        return Errors::tr("This host has no disk space left.");
    case ErrorCode::OutOfMemory:
        return Errors::tr("This host cannot give the memory that was asked for.");
    case ErrorCode::FolderUnusable:
        return Errors::tr("A folder that Glovebox keeps things in cannot be made or written.");
    case ErrorCode::FolderInUse:
        return Errors::tr("Another Glovebox is at work in the same folders.");
    case ErrorCode::AddressInUse:
        return Errors::tr("Another program on this host listens on that address and port already.");
    case ErrorCode::HostToolMissing:
        return Errors::tr("A program that it needs is not installed on this host.");
    case ErrorCode::Unsupported:
        return Errors::tr("This host, or a program on it, lacks what this needs.");
    case ErrorCode::HostToolFailed:
        return Errors::tr("A program on this host ended with an error.");
    case ErrorCode::ImageBroken:
        return Errors::tr("The guest image is incomplete or does not match its manifest.");
    case ErrorCode::AccelerationUnusable:
        return Errors::tr("The requested CPU acceleration does not run a guest on this host.");
    case ErrorCode::GuestUnresponsive:
        return Errors::tr("The microVM runs, but its agent does not answer in time.");
    case ErrorCode::GuestExited:
        return Errors::tr("The microVM ended by itself or was killed.");
    case ErrorCode::GuestProtocol:
        return Errors::tr("The guest sent what no agent of ours sends, so the sandbox was not trusted any further.");
    case ErrorCode::Internal:
        return Errors::tr("A bug in Glovebox.");
    }
    return {};
}

QString webhookAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::AddressInUse:
        return Errors::tr("End that program, or choose another port with --webhook-listen.");
    case ErrorCode::PermissionDenied:
        return Errors::tr("Ports below 1024 are root's: choose another one with --webhook-listen.");
    case ErrorCode::NetworkError:
        return Errors::tr("Choose an address that this host has with --webhook-listen, like 127.0.0.1:8466.");
    default:
        return {};
    }
}

/// Nothing is lost with a template, and nobody has to act: what helps is what lets the next build succeed.
QString templateAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OutOfDisk:
        return Errors::tr("Free disk space; the next build needs it.");
    case ErrorCode::OutOfMemory:
        return Errors::tr("Free memory, or lower --warm, --capacity or the sandbox size.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::HostToolMissing:
    case ErrorCode::HostToolFailed:
    case ErrorCode::Unsupported:
        return Errors::tr("Run gloveboxctl doctor: it tells what is missing on this host.");
    case ErrorCode::ImageBroken:
    case ErrorCode::AccelerationUnusable:
    case ErrorCode::Internal:
        return {}; // as everywhere
    default:
        return Errors::tr("Nothing: it is tried again by itself. If it repeats, look at the log.");
    }
}

/// Advice that depends on where it struck, or empty for the general one.
QString localAdvice(ErrorCode code, Area area)
{
    const bool polling = area == Area::Environment;
    if (area == Area::Webhooks)
        return webhookAdvice(code);
    if (area == Area::Template)
        return templateAdvice(code);
    if (area == Area::Image)
        return imageAdvice(code);
    if (area == Area::Import)
        return importAdvice(code);
    if (area == Area::Build)
        return buildAdvice(code);
    if (area == Area::Seeding)
        return seedAdvice(code);
    if (const QString file = area == Area::File ? fileAdvice(code) : QString(); !file.isEmpty())
        return file;
    switch (code) {
    case ErrorCode::InvalidArgument: // a start sends nothing: it is about what was set
        return area == Area::Engine ? Errors::tr("Correct the setting that the details name, then start again.")
                                    : QString();
    case ErrorCode::InvalidState: // of what a start finds: a store that is locked, a ledger that does not read
        return area == Area::Engine ? Errors::tr("Do what the details say, then start again.") : QString();
    case ErrorCode::NotFound:
        return polling ? Errors::tr("Check ANTHROPIC_ENVIRONMENT_ID against the environment's page in the Console.")
                       : QString();
    case ErrorCode::TimedOut:
        if (area == Area::Tool)
            return Errors::tr(
                "The agent was told and may try again. Raise the tool time limit if this is normal work.");
        return polling ? Errors::tr("Nothing: it is retried. If it lasts, check network and proxy.") : QString();
    case ErrorCode::ServerError:
    case ErrorCode::NetworkError:
        return polling ? Errors::tr("Nothing: it is retried. If it lasts, check network, proxy and ANTHROPIC_BASE_URL.")
                       : QString();
    case ErrorCode::HostToolFailed:
        return area == Area::Engine ? Errors::tr("Run gloveboxctl doctor, then start the engine again.") : QString();
    default:
        return {};
    }
}

QString advice(ErrorCode code, Area area)
{
    if (code == ErrorCode::InvalidArgument && (area == Area::Image || area == Area::Import))
        return {}; // the details say what is wrong, and so what to correct
    if (const QString local = localAdvice(code, area); !local.isEmpty())
        return local;
    switch (code) {
    case ErrorCode::Cancelled:
    case ErrorCode::Conflict:
        return {};
    case ErrorCode::TimedOut:
    case ErrorCode::InvalidState:
        return Errors::tr("Try again; if it repeats, look at the log.");
    case ErrorCode::InvalidArgument:
    case ErrorCode::ProtocolError:
        return Errors::tr("Check that Glovebox is up to date, then report it with the code below.");
    case ErrorCode::NotFound:
        return Errors::tr("Check the id, and that it still exists in the Console.");
    case ErrorCode::PermissionDenied:
        return Errors::tr("Run gloveboxctl doctor to see which permission is missing and how to grant it.");
    case ErrorCode::Unauthorized:
        return Errors::tr("Create a key for this environment in the Console and set ANTHROPIC_ENVIRONMENT_KEY.");
    case ErrorCode::Forbidden:
        return Errors::tr("Use the key that belongs to this environment.");
    case ErrorCode::LeaseLost:
        return Errors::tr("Nothing: the session continues wherever its work is held.");
    case ErrorCode::RateLimited:
        return Errors::tr("Nothing: it slows down by itself.");
    case ErrorCode::ServerError:
        return Errors::tr("Try again later.");
    case ErrorCode::NetworkError:
        return Errors::tr("Check network and proxy, then try again.");
    case ErrorCode::TooLarge:
        return Errors::tr("Ask the agent for less at a time.");
    case ErrorCode::OutOfDisk:
        return Errors::tr("Free disk space, for instance by destroying failed sandboxes, then try again.");
    case ErrorCode::OutOfMemory:
        return Errors::tr("Lower the sandbox size or the number of slots, or free memory.");
    case ErrorCode::FolderUnusable:
        return Errors::tr("Make it writable for this user, or name another folder with --data-dir.");
    case ErrorCode::FolderInUse:
        return Errors::tr("End the other one, or give this one a folder of its own with --data-dir.");
    case ErrorCode::AddressInUse:
        return Errors::tr("End that program, or choose another port.");
    case ErrorCode::HostToolMissing:
        return Errors::tr("Run gloveboxctl doctor: it names what to install.");
    case ErrorCode::Unsupported:
        return Errors::tr("Run gloveboxctl doctor: it tells what is missing.");
    case ErrorCode::HostToolFailed:
        return Errors::tr("Look at the log for its last words.");
    case ErrorCode::ImageBroken:
        return Errors::tr("Delete that image, and it is built again at the next start; one of your own "
                          "(GLOVEBOX_IMAGE_DIR) has to be made anew.");
    case ErrorCode::AccelerationUnusable:
        return Errors::tr("Choose automatic acceleration, or enable virtualization for this host.");
    case ErrorCode::GuestUnresponsive:
    case ErrorCode::GuestExited:
        return Errors::tr("Destroy the sandbox; the session's next tool call gets a new, empty one.");
    case ErrorCode::GuestProtocol:
        return Errors::tr("Destroy the sandbox, and treat what it produced with care.");
    case ErrorCode::Internal:
        return Errors::tr("Report it with the code and the log.");
    }
    return {};
}

QString causeAt(ErrorCode code, Area area)
{
    const QString local = area == Area::Image     ? imageCause(code)
                          : area == Area::Import  ? importCause(code)
                          : area == Area::Build   ? buildCause(code)
                          : area == Area::Seeding ? seedCause(code)
                          : area == Area::File    ? fileCause(code)
                                                  : QString();
    return local.isEmpty() ? cause(code, area) : local;
}

} // namespace

Explanation explain(const Error &error, Area area, const QString &object)
{
    return {whatHappened(area, object), causeAt(error.code, area), advice(error.code, area),
            shownLines(QString::fromStdString(error.detail)).join(QLatin1Char('\n')),
            QStringLiteral("GBX-%1-%2").arg(areaWord(area)).arg(number(error.code), 3, 10, QLatin1Char('0'))};
}

Explanation explainPolling(const api::EnvironmentView &environment)
{
    const auto error = environment.problem.value_or(Error{});
    auto text = explain(error, Area::Environment, environmentInFull(environment));
    if (environment.keySource.empty())
        return text;
    const auto source = firstLine(QString::fromStdString(environment.keySource));
    if (error.code == ErrorCode::Unauthorized)
        text.todo = Errors::tr("The key came from %1. Create one for this environment in the Console and put it there.")
                        .arg(source);
    else if (error.code == ErrorCode::Forbidden)
        text.todo = Errors::tr("The key came from %1. Put the key that belongs to this environment there.").arg(source);
    return text;
}

Explanation explainImage(const api::ImageView &image, const QString &object)
{
    // One that is built here is not to be had anywhere else.
    const bool isImport = image.state == api::ImageState::Failed && image.image.origin != domain::ImageOrigin::Built;
    return explain(image.problem.value_or(Error{}), isImport ? Area::Import : Area::Image, object);
}

QString environmentInFull(const api::EnvironmentView &environment)
{
    const auto id = firstLine(QString::fromStdString(environment.id.value()));
    const auto name = firstLine(QString::fromStdString(environment.name));
    return name.isEmpty() ? id : QStringLiteral("%1 (%2)").arg(name, id);
}

QString plainText(const Explanation &explanation)
{
    QStringList lines{explanation.what, explanation.why};
    if (!explanation.todo.isEmpty())
        lines += explanation.todo;
    if (!explanation.detail.isEmpty())
        lines += Errors::tr("Details: %1").arg(explanation.detail);
    lines += Errors::tr("Code %1").arg(explanation.code);
    return lines.join(QLatin1Char('\n'));
}

} // namespace glovebox::format
