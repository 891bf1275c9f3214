// Role: a template's definition while somebody writes it: as text or as a form, two views of the same thing; what is
// wrong with it, line by line, and what came of saving it. Thread: GUI.
// Invariants: the text is what is saved; the form rewrites it only when somebody changed the form. Nothing typed is
// lost when the engine refuses.
#pragma once

#include "app/models/template_form.h"
#include "core/api/engine_control.h"

#include <functional>
#include <optional>

namespace glovebox::models {

struct TextMistake {
    int line = 0; // 1 …; 0: of all of it
    QString what;

    friend bool operator==(const TextMistake &, const TextMistake &) = default;
};

/// Either the definition or its mistakes.
struct TextCheck {
    std::optional<domain::TemplateDefinition> definition;
    std::vector<TextMistake> mistakes;
};

/// How definitions are written in files. It is not the panel's: whoever composes it hands it in.
struct TemplateTexts {
    std::function<TextCheck(const std::string &text)> read;
    std::function<std::string(const domain::TemplateDefinition &definition)> write;
};

class MistakeList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QList<int> lines READ lines NOTIFY countChanged)

public:
    enum Role { LineRole = Qt::UserRole + 1, WhatRole };

    using QAbstractListModel::QAbstractListModel;

    void show(std::vector<TextMistake> mistakes);
    int count() const { return static_cast<int>(m_mistakes.size()); }
    QList<int> lines() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    std::vector<TextMistake> m_mistakes;
};

class TemplateEditor : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool isNew READ isNew NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed) // of the one that is edited
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(bool asForm READ asForm WRITE setAsForm NOTIFY changed)
    Q_PROPERTY(bool canForm READ canForm NOTIFY changed) // the form knows all that the text says
    Q_PROPERTY(bool dirty READ dirty NOTIFY changed)
    Q_PROPERTY(glovebox::models::TemplateForm *form READ form CONSTANT)
    Q_PROPERTY(glovebox::models::MistakeList *mistakes READ mistakes CONSTANT)
    Q_PROPERTY(QString folder READ folder WRITE setFolder NOTIFY changed) // that copy steps are relative to
    Q_PROPERTY(QString warning READ warning NOTIFY changed)
    Q_PROPERTY(QString saysNow READ saysNow NOTIFY changed) // "No mistakes", "2 mistakes"
    Q_PROPERTY(bool canSave READ canSave NOTIFY changed)
    Q_PROPERTY(bool sending READ sending NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)

public:
    static constexpr int kTextBytesMax = 256 << 10; // as much as the engine reads

    explicit TemplateEditor(QObject *parent = nullptr);

    /// Without them nothing is checked before it is sent, and there is no form.
    void setTexts(TemplateTexts texts) { m_texts = std::move(texts); }
    /// A new one, made from that.
    void begin(const domain::TemplateBase &from, const QStringList &taken);
    void edit(const api::DefinedTemplateView &view, const QStringList &taken);

    bool isNew() const { return m_name.isEmpty(); }
    QString name() const { return m_name; }
    QString text() const { return m_text; }
    void setText(const QString &text);
    bool asForm() const { return m_asForm; }
    void setAsForm(bool asForm);
    bool canForm() const { return m_texts.write && (m_definition.has_value() || m_text == m_formText); }
    bool dirty() const { return m_text != m_saved; }
    TemplateForm *form() { return &m_form; }
    MistakeList *mistakes() { return &m_mistakes; }
    QString folder() const { return m_folder; }
    void setFolder(const QString &folder);
    /// Saving it does something that somebody may not expect: it takes another one's place.
    QString warning() const;
    QString saysNow() const;
    bool canSave() const;
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    /// The name that it has as it stands now; empty while that is not known.
    QString nameNow() const;

    std::optional<api::SaveTemplate> wanted() const;
    void setSending();
    void setAnswer(const api::Verdict &verdict);

Q_SIGNALS:
    void changed();
    /// Another text stands there, not of somebody's typing: the view is to take it.
    void replaced();
    void saved();

private:
    void start(const QString &name, const QString &text, const QStringList &taken);
    void check();
    void takeForm();

    TemplateTexts m_texts;
    QString m_name;
    QString m_text;
    QString m_saved;    // what was there when it began
    QString m_formText; // what the form wrote: it holds the same, with its mistakes
    QStringList m_taken;
    QString m_folder;
    std::optional<domain::TemplateDefinition> m_definition;
    bool m_asForm = false;
    TemplateForm m_form;
    MistakeList m_mistakes;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
