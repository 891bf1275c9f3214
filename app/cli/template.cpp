// Role: `gloveboxctl template check`: reads a template's definition and says all that is wrong in it, each with its
// line, in the form that editors jump to.
#include "app/cli/template_commands.h"
#include "core/base/text.h"
#include "core/images/template_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstdio>
#include <memory>

namespace glovebox::cli {

namespace {

/// What copy steps name has to be there when it is built.
std::vector<domain::DefinitionMistake> missingFiles(const domain::TemplateDefinition &definition, const QDir &folder)
{
    std::vector<domain::DefinitionMistake> missing;
    for (const auto &step : definition.steps)
        if (const auto *copy = std::get_if<domain::CopyStep>(&step.what))
            if (const auto path = folder.absoluteFilePath(QString::fromStdString(copy->from)); !QFileInfo::exists(path))
                missing.push_back({step.line, "copy: there is no " + path.toStdString()});
    return missing;
}

int check(const std::string &path)
{
    if (path.empty())
        return complain("which file? template check takes the definition's path", kExitUsage);
    QFile file(QString::fromStdString(path));
    if (const auto opened = openDefinition(file); !opened)
        return complain(opened.error().detail, kExitUsage);
    const auto bytes = file.read(static_cast<qint64>(images::kTemplateFileMax.value) + 1);
    const auto parsed = images::parseTemplate({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    const auto mistakes = parsed ? missingFiles(*parsed, QFileInfo(file).absoluteDir()) : parsed.error();
    for (const auto &each : mistakes)
        std::fprintf(stderr, "%s:%d: %s\n", path.c_str(), std::max(each.line, 1), toOneLine(each.message).c_str());
    if (!mistakes.empty())
        return kExitFailed;
    std::printf("%s: template %s, %zu %s, nothing is wrong\n", path.c_str(), parsed->name.c_str(), parsed->steps.size(),
                parsed->steps.size() == 1 ? "step" : "steps");
    return 0;
}

} // namespace

Result<> openDefinition(QFile &file)
{
    const auto path = file.fileName().toStdString();
    if (const QFileInfo info(file); info.exists() && !info.isFile())
        return fail(ErrorCode::InvalidArgument, path + " is no file");
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, path + " cannot be read: " + file.errorString().toStdString());
    return {};
}

void addTemplate(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("template", "templates that are built from a definition");
    group->require_subcommand(1);
    auto *command = group->add_subcommand("check", "say what is wrong in a definition, with line numbers");
    auto path = std::make_shared<std::string>();
    command->add_option("FILE", *path, "the definition, in TOML")->required();
    command->callback([&chosen, path] {
        chosen = [path] {
            return check(*path);
        };
    });
    addLiveTemplates(*group, chosen);
}

} // namespace glovebox::cli
