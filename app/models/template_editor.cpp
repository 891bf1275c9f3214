#include "app/models/template_editor.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <QRegularExpression>

namespace glovebox::models {

namespace {

/// "line 7: …": which line the engine means; 0: none.
int lineOf(const QString &reason)
{
    static const QRegularExpression pattern(QStringLiteral("\\bline ([0-9]{1,6})\\b"),
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern.match(reason).captured(1).toInt();
}

/// For those whose panel cannot write one: something to begin with.
QString plainText(const domain::TemplateBase &from)
{
    const auto key = from.kind == domain::TemplateBase::Kind::Template   ? QStringLiteral("template")
                     : from.kind == domain::TemplateBase::Kind::Snapshot ? QStringLiteral("snapshot")
                                                                         : QStringLiteral("image");
    return QStringLiteral("name = \"\"\n\n[from]\n%1 = \"%2\"\n\n[[step]]\nrun = \"\"\n")
        .arg(key, QString::fromStdString(from.name));
}

} // namespace

void MistakeList::show(std::vector<TextMistake> mistakes)
{
    if (mistakes == m_mistakes)
        return;
    beginResetModel();
    m_mistakes = std::move(mistakes);
    endResetModel();
    Q_EMIT countChanged();
}

QList<int> MistakeList::lines() const
{
    QList<int> lines;
    for (const TextMistake &mistake : m_mistakes)
        if (mistake.line > 0)
            lines += mistake.line;
    return lines;
}

int MistakeList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant MistakeList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TextMistake &mistake = m_mistakes[static_cast<std::size_t>(index.row())];
    return role == LineRole ? QVariant(mistake.line) : role == WhatRole ? QVariant(mistake.what) : QVariant();
}

QHash<int, QByteArray> MistakeList::roleNames() const
{
    return roleTable({{LineRole, "line"}, {WhatRole, "what"}});
}

TemplateEditor::TemplateEditor(QObject *parent) : QObject(parent)
{
    connect(&m_form, &TemplateForm::edited, this, &TemplateEditor::takeForm);
}

void TemplateEditor::begin(const domain::TemplateBase &from, const QStringList &taken)
{
    domain::TemplateDefinition made;
    made.from = from;
    made.steps.push_back({domain::RunStep{}});
    start({}, m_texts.write ? QString::fromStdString(m_texts.write(made)) : plainText(from), taken);
    m_form.set(made);
    m_formText = m_text;
    Q_EMIT changed();
}

void TemplateEditor::edit(const api::DefinedTemplateView &view, const QStringList &taken)
{
    start(QString::fromStdString(view.definition.name), QString::fromStdString(view.text), taken);
}

void TemplateEditor::start(const QString &name, const QString &text, const QStringList &taken)
{
    m_name = name;
    m_text = m_saved = text;
    m_formText.clear();
    m_taken = taken;
    m_folder.clear();
    m_asForm = false;
    m_sending = false;
    m_refusal.clear();
    check();
    Q_EMIT replaced();
    Q_EMIT changed();
}

void TemplateEditor::check()
{
    m_definition.reset();
    if (!m_texts.read) {
        m_mistakes.show({});
        return;
    }
    TextCheck found = m_texts.read(m_text.toStdString());
    m_definition = std::move(found.definition);
    for (TextMistake &mistake : found.mistakes)
        mistake.what = format::shownLine(mistake.what); // it may quote the text
    m_mistakes.show(std::move(found.mistakes));
}

void TemplateEditor::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_refusal.clear();
    check();
    Q_EMIT changed();
}

void TemplateEditor::setAsForm(bool asForm)
{
    if (asForm == m_asForm || (asForm && !canForm()))
        return;
    m_asForm = asForm;
    if (asForm && m_text != m_formText) {
        m_form.set(*m_definition);
        m_formText = m_text;
    }
    Q_EMIT changed();
}

/// What somebody changed in the form stands in the text, and is checked there like what is typed.
void TemplateEditor::takeForm()
{
    if (!m_asForm || !m_texts.write)
        return;
    m_refusal.clear();
    if (!m_form.wrong()) {
        m_text = m_formText = QString::fromStdString(m_texts.write(m_form.definition()));
        check();
        Q_EMIT replaced();
    }
    Q_EMIT changed();
}

void TemplateEditor::setFolder(const QString &folder)
{
    if (folder == m_folder)
        return;
    m_folder = folder;
    m_refusal.clear();
    Q_EMIT changed();
}

QString TemplateEditor::nameNow() const
{
    return m_definition ? QString::fromStdString(m_definition->name) : QString();
}

QString TemplateEditor::warning() const
{
    const QString now = nameNow();
    if (now.isEmpty() || now == m_name)
        return {};
    if (m_taken.contains(now))
        return tr("There is a template %1 already: saving this takes its place.").arg(now);
    return isNew() ? QString() : tr("Saved as %1, beside %2.").arg(now, m_name);
}

QString TemplateEditor::saysNow() const
{
    if (!m_texts.read)
        return tr("The engine checks it when it is saved");
    if (m_mistakes.count() == 0)
        return tr("No mistakes");
    return m_mistakes.count() == 1 ? tr("1 mistake") : tr("%1 mistakes").arg(m_mistakes.count());
}

bool TemplateEditor::canSave() const
{
    return wanted().has_value() && !m_sending;
}

std::optional<api::SaveTemplate> TemplateEditor::wanted() const
{
    if (m_text.trimmed().isEmpty() || m_text.toUtf8().size() > kTextBytesMax || m_mistakes.count() > 0 ||
        (m_asForm && m_form.wrong()))
        return std::nullopt;
    return api::SaveTemplate{m_text.toStdString(), m_folder.trimmed().toStdString()};
}

void TemplateEditor::setSending()
{
    m_sending = true;
    m_refusal.clear();
    Q_EMIT changed();
}

void TemplateEditor::setAnswer(const api::Verdict &verdict)
{
    m_sending = false;
    const bool denied = verdict.kind == api::Verdict::Kind::Denied;
    if (denied) {
        m_refusal = format::shownLine(QString::fromStdString(verdict.reason));
        if (const int line = lineOf(m_refusal); line > 0)
            m_mistakes.show({{line, m_refusal}});
    } else {
        m_saved = m_text;
    }
    Q_EMIT changed();
    if (!denied)
        Q_EMIT saved();
}

} // namespace glovebox::models
