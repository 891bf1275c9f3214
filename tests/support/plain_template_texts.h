// Role: a way to write templates down for tests of the panel, which knows none itself: name, description, base and
// steps in the product's form, read line by line. Real files are read by core/images. Pure.
#pragma once

#include "app/models/template_editor.h"

#include <QString>
#include <QStringList>

namespace glovebox::testing {

inline std::string plainTemplateText(const domain::TemplateDefinition &made)
{
    const auto quoted = [](const std::string &text) {
        return '"' + text + '"';
    };
    static constexpr std::array kBases{"image", "template", "snapshot"};
    std::string out = "name = " + quoted(made.name) + "\n";
    if (!made.description.empty())
        out += "description = " + quoted(made.description) + "\n";
    if (made.warm > 0)
        out += "warm = " + std::to_string(made.warm) + "\n";
    out += std::string("\n[from]\n") + kBases[static_cast<std::size_t>(made.from.kind)] + " = " +
           quoted(made.from.name) + "\n";
    for (const domain::TemplateStep &step : made.steps) {
        out += "\n[[step]]\n";
        if (const auto *run = std::get_if<domain::RunStep>(&step.what))
            out += "run = " + quoted(run->command.shell) + "\n";
        else if (const auto *workdir = std::get_if<domain::WorkdirStep>(&step.what))
            out += "workdir = " + quoted(workdir->path) + "\n";
        else if (const auto *user = std::get_if<domain::UserStep>(&step.what))
            out += "user = " + quoted(user->user) + "\n";
        else if (const auto *copy = std::get_if<domain::CopyStep>(&step.what))
            out += "copy = " + quoted(copy->from) + "\nto = " + quoted(copy->to) + "\n";
        else if (const auto *env = std::get_if<domain::EnvStep>(&step.what))
            out += "env = { " + env->name + " = " + quoted(env->value) + " }\n";
    }
    const auto listed = [&](const std::vector<std::string> &names) {
        std::string list;
        for (const auto &name : names)
            list += (list.empty() ? "" : ", ") + quoted(name);
        return '[' + list + ']';
    };
    if (!made.buildSecrets.empty() || !made.runSecrets.empty())
        out += "\n[secrets]\nbuild = " + listed(made.buildSecrets) + "\nrun = " + listed(made.runSecrets) + "\n";
    return out;
}

inline std::vector<std::string> plainList(QString value)
{
    std::vector<std::string> names;
    for (const QString &name : value.remove(QLatin1Char('[')).remove(QLatin1Char(']')).split(QLatin1Char(',')))
        if (!name.trimmed().isEmpty())
            names.push_back(name.trimmed().toStdString());
    return names;
}

inline models::TextCheck plainTemplateCheck(const std::string &text)
{
    domain::TemplateDefinition made;
    std::vector<models::TextMistake> mistakes;
    int number = 0;
    QString section;
    for (const QString &whole : QString::fromStdString(text).split(QLatin1Char('\n'))) {
        ++number;
        const QString line = whole.trimmed();
        if (line.startsWith(QLatin1Char('[')))
            section = line;
        if (line.isEmpty() || line.startsWith(QLatin1Char('[')) || line.startsWith(QLatin1Char('#')))
            continue;
        const QString key = line.section(QLatin1Char('='), 0, 0).trimmed();
        QString value = line.section(QLatin1Char('='), 1).trimmed();
        const std::string plain = value.remove(QLatin1Char('"')).toStdString();
        if (section == QLatin1String("[secrets]"))
            (key == QLatin1String("build") ? made.buildSecrets : made.runSecrets) = plainList(value);
        else if (key == QLatin1String("name"))
            made.name = plain;
        else if (key == QLatin1String("description"))
            made.description = plain;
        else if (key == QLatin1String("warm"))
            made.warm = value.toInt();
        else if (key == QLatin1String("image") || key == QLatin1String("template") || key == QLatin1String("snapshot"))
            made.from = {key == QLatin1String("image")      ? domain::TemplateBase::Kind::Image
                         : key == QLatin1String("template") ? domain::TemplateBase::Kind::Template
                                                            : domain::TemplateBase::Kind::Snapshot,
                         plain};
        else if (key == QLatin1String("run") && section == QLatin1String("[start]"))
            made.start.shell = plain;
        else if (key == QLatin1String("run") && section == QLatin1String("[ready]"))
            made.ready = domain::ReadyCheck{{plain, {}}};
        else if (key == QLatin1String("run"))
            made.steps.push_back({domain::RunStep{{plain, {}}}, number});
        else if (key == QLatin1String("workdir"))
            made.steps.push_back({domain::WorkdirStep{plain}, number});
        else if (key == QLatin1String("copy"))
            made.steps.push_back({domain::CopyStep{plain, {}}, number});
        else if (key != QLatin1String("to") && key != QLatin1String("env") && key != QLatin1String("vcpus") &&
                 key != QLatin1String("memory") && key != QLatin1String("disk"))
            mistakes.push_back({number, QStringLiteral("There is no key “%1”.").arg(key)});
        if (key == QLatin1String("run") && section != QLatin1String("[secrets]") && plain.empty())
            mistakes.push_back({number, QStringLiteral("A command is missing.")});
        if (key == QLatin1String("name") && plain.empty())
            mistakes.push_back({number, QStringLiteral("A name is missing.")});
    }
    if (!mistakes.empty())
        return {std::nullopt, std::move(mistakes)};
    return {std::move(made), {}};
}

inline models::TemplateTexts plainTemplateTexts()
{
    return {plainTemplateCheck, plainTemplateText};
}

} // namespace glovebox::testing
