#include "app/format/images.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"

#include <QCoreApplication>

#include <algorithm>

namespace glovebox::format {

namespace {

struct Images {
    Q_DECLARE_TR_FUNCTIONS(Images)
};

constexpr qsizetype kShortDigest = 12; // as ids of images have it

QString imageLine(const std::string &text)
{
    return firstLine(QString::fromStdString(text));
}

/// As a shell would need it to take it for one word.
QString quotedWord(const std::string &text)
{
    const QString word = shownLine(QString::fromStdString(text));
    const bool isPlain = !word.isEmpty() && std::ranges::all_of(word, [](QChar c) {
        return c.isLetterOrNumber() || QStringLiteral("-_./:=@%+,").contains(c);
    });
    return isPlain ? word : QLatin1Char('"') + word + QLatin1Char('"');
}

} // namespace

QString imageDisk(const api::ImageDisk &disk)
{
    const ByteCount all{disk.roots.value + disk.layers.value + disk.unneeded.value};
    const QString parts = Images::tr("%1 on disk: packed file systems %2, layers %3")
                              .arg(bytes(all), bytes(disk.roots), bytes(disk.layers));
    return disk.unneeded.value > 0 ? Images::tr("%1, unneeded %2").arg(parts, bytes(disk.unneeded)) : parts;
}

QString imageUnneeded(const api::ImageDisk &disk)
{
    return disk.unneeded.value > 0 ? Images::tr("%1 would become free now.").arg(bytes(disk.unneeded))
                                   : Images::tr("There is nothing to be freed now.");
}

QString imageTitle(const api::ImageView &image)
{
    const std::string id = image.image.id.value();
    for (const std::string &name : image.image.names)
        if (const QString line = imageLine(name); !line.isEmpty())
            return line;
    const QString source = imageLine(image.image.source);
    return source.isEmpty() ? imageLine(id) : source;
}

QString shortDigest(const std::string &digest)
{
    const QString line = imageLine(digest);
    return line.mid(line.indexOf(QLatin1Char(':')) + 1).left(kShortDigest);
}

QString originWord(domain::ImageOrigin origin)
{
    switch (origin) {
    case domain::ImageOrigin::Registry:
        return Images::tr("registry");
    case domain::ImageOrigin::Layout:
        return Images::tr("OCI layout");
    case domain::ImageOrigin::Archive:
        return Images::tr("archive");
    case domain::ImageOrigin::Tarball:
        return Images::tr("tarball");
    case domain::ImageOrigin::Built:
        return Images::tr("built here");
    case domain::ImageOrigin::Path:
        return Images::tr("file or folder");
    }
    return {};
}

QString importStep(const api::ImageView &image)
{
    if (image.state != api::ImageState::Importing)
        return {};
    QString step = imageLine(image.step);
    if (step.isEmpty())
        step = Images::tr("Waiting for its turn");
    if (image.bytesAll.value > 0)
        step = Images::tr("%1, %2").arg(step, part(image.bytesDone, image.bytesAll));
    else if (image.bytesDone.value > 0)
        step = Images::tr("%1, %2").arg(step, bytes(image.bytesDone));
    return step;
}

QString usedBy(const api::ImageView &image)
{
    QStringList users;
    if (image.sandboxes > 0)
        users += image.sandboxes == 1 ? Images::tr("1 sandbox") : Images::tr("%1 sandboxes").arg(image.sandboxes);
    if (image.templates > 0)
        users += image.templates == 1 ? Images::tr("1 template") : Images::tr("%1 templates").arg(image.templates);
    if (image.snapshots > 0)
        users += image.snapshots == 1 ? Images::tr("1 snapshot") : Images::tr("%1 snapshots").arg(image.snapshots);
    return users.join(QStringLiteral(", "));
}

QString platform(const domain::Image &image)
{
    return QStringLiteral("linux/") + imageLine(image.architecture);
}

QString argumentsInWords(const std::vector<std::string> &arguments)
{
    QStringList words;
    for (const std::string &argument : arguments)
        words += quotedWord(argument);
    return words.join(QLatin1Char(' '));
}

QString commandInWords(const domain::CommandLine &command)
{
    return command.arguments.empty() ? shownLine(QString::fromStdString(command.shell))
                                     : argumentsInWords(command.arguments);
}

QString baseInWords(const domain::TemplateBase &base)
{
    const QString name = imageLine(base.name);
    switch (base.kind) {
    case domain::TemplateBase::Kind::Image:
        return name.isEmpty() ? Images::tr("the default image") : Images::tr("image %1").arg(name);
    case domain::TemplateBase::Kind::Template:
        return Images::tr("template %1").arg(name);
    case domain::TemplateBase::Kind::Snapshot:
        return Images::tr("snapshot %1").arg(name);
    }
    return name;
}

QString stepKind(const domain::TemplateStep &step)
{
    static constexpr std::array kWords{"run", "env", "workdir", "user", "copy"};
    static_assert(std::variant_size_v<decltype(domain::TemplateStep::what)> == kWords.size());
    return QString::fromLatin1(kWords[step.what.index()]);
}

QString stepInWords(const domain::TemplateStep &step)
{
    struct InWords {
        QString operator()(const domain::RunStep &run) const { return commandInWords(run.command); }
        QString operator()(const domain::EnvStep &env) const
        {
            return imageLine(env.name) + QLatin1Char('=') + shownLine(QString::fromStdString(env.value));
        }
        QString operator()(const domain::WorkdirStep &workdir) const { return imageLine(workdir.path); }
        QString operator()(const domain::UserStep &user) const
        {
            return user.user.empty() ? QStringLiteral("root") : imageLine(user.user);
        }
        QString operator()(const domain::CopyStep &copy) const
        {
            return Images::tr("%1 to %2").arg(imageLine(copy.from), imageLine(copy.to));
        }
    };
    return std::visit(InWords{}, step.what);
}

QString readyInWords(const domain::ReadyCheck &ready)
{
    return Images::tr("%1, every %2 for up to %3")
        .arg(commandInWords(ready.command), exactly(ready.every), exactly(ready.within));
}

QString definedStep(const api::DefinedTemplateView &made)
{
    if (made.state != api::DefinedTemplateState::Building)
        return {};
    const QString text = imageLine(made.stepText);
    if (made.step <= 0)
        return text.isEmpty() ? Images::tr("Begins") : text;
    const QString place = Images::tr("Step %1 of %2").arg(made.step).arg(made.definition.steps.size());
    return text.isEmpty() ? place : Images::tr("%1: %2").arg(place, text);
}

const api::TemplateVersionView *currentVersion(const api::DefinedTemplateView &made)
{
    const auto current = std::ranges::find_if(made.versions, &api::TemplateVersionView::isCurrent);
    return current == made.versions.end() ? nullptr : &*current;
}

} // namespace glovebox::format
