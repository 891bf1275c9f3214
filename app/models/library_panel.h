// Role: what the window shows of images and of templates that somebody defined, and what it asks about them. Asking
// shows as such at once; what it led to, the views tell. Thread: GUI.
// Invariants: nothing is asked that the rules of the moment forbid; a refusal is said, in the dialog that asked or in a
// toast.
#pragma once

#include "app/bridge/engine_client.h"
#include "app/models/defined_detail.h"
#include "app/models/image_detail.h"
#include "app/models/import_form.h"
#include "app/models/snapshots_model.h"
#include "app/models/stable_list.h"
#include "app/models/template_editor.h"

namespace glovebox::models {

class LibraryPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(glovebox::models::StableList *images READ images CONSTANT)
    Q_PROPERTY(glovebox::models::ImageDetail *image READ image CONSTANT)
    Q_PROPERTY(glovebox::models::StableList *templates READ templates CONSTANT)
    Q_PROPERTY(glovebox::models::DefinedDetail *made READ made CONSTANT)
    Q_PROPERTY(glovebox::models::ImportForm *importForm READ importForm CONSTANT)
    Q_PROPERTY(glovebox::models::TemplateEditor *editor READ editor CONSTANT)
    Q_PROPERTY(bool sending READ sending NOTIFY answerChanged) // a dialog's question is on its way
    Q_PROPERTY(QString refusal READ refusal NOTIFY answerChanged)

public:
    /// `client` may be null, for pictures: then nothing is asked.
    LibraryPanel(bridge::EngineClient *client, SnapshotsModel *snapshots, Ticker *ticker, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);

    StableList *images() { return &m_images; }
    ImageDetail *image() { return &m_image; }
    StableList *templates() { return &m_templates; }
    DefinedDetail *made() { return &m_made; }
    ImportForm *importForm() { return &m_import; }
    TemplateEditor *editor() { return &m_editor; }
    bool sending() const { return m_sending; }
    QString refusal() const { return m_refusal; }
    const ImagesModel &imageViews() const { return m_imageViews; }
    const DefinedModel &madeViews() const { return m_madeViews; }
    int busy() const { return m_imageViews.importing() + m_madeViews.building(); }
    int failed() const { return m_imageViews.failed() + m_madeViews.failed(); }

    /// A dialog opens: what the last one was told is forgotten.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void sendImport();
    /// The form with what that import was asked for; sendImport() asks again.
    Q_INVOKABLE void prepareRetry(const QString &image);
    Q_INVOKABLE void cancelImport(const QString &image);
    Q_INVOKABLE void verifyImage(const QString &image);
    Q_INVOKABLE bool nameFits(const QString &name) const;
    Q_INVOKABLE void nameImage(const QString &image, const QString &name);
    Q_INVOKABLE void removeImage(const QString &image);
    Q_INVOKABLE void collectImages();
    /// `anew`: from today's packages, also when one of the same recipe is there.
    Q_INVOKABLE void buildAgentImage(bool anew);
    /// By this host: trying again means building.
    Q_INVOKABLE bool isBuilt(const QString &image) const;
    /// The editor, for a new one from that: "image", "template", "snapshot" and its name, or nothing.
    Q_INVOKABLE void prepareNew(const QString &kind = {}, const QString &name = {});
    Q_INVOKABLE void prepareEdit(const QString &made);
    /// Of the one that is shown, for the clipboard.
    Q_INVOKABLE QString logText() const { return m_made.logText(); }
    Q_INVOKABLE QString definitionText() const { return m_made.definitionText(); }
    Q_INVOKABLE void saveTemplate(bool build);
    Q_INVOKABLE void build(const QString &made, bool fresh);
    Q_INVOKABLE void cancelBuild(const QString &made);
    Q_INVOKABLE void useVersion(const QString &made, int version);
    Q_INVOKABLE void deleteVersion(const QString &made, int version);
    Q_INVOKABLE void forget(const QString &made);
    /// What sandboxes here get when nothing else was said; the engine tells it.
    void setUsual(const domain::MachineSize &size, const domain::IdleLadder &ladder);
    void setProfiles(const api::EgressProfilesView &profiles) { m_editor.form()->setProfiles(profiles); }
    void setSecrets(const api::SecretsView &secrets) { m_editor.form()->setSecrets(secrets); }

Q_SIGNALS:
    void answerChanged();
    /// Of either list.
    void changed();
    /// What a dialog asked for was begun: it may close.
    void accepted();
    void toast(const QString &text, bool isProblem);

private:
    template <class Action>
    void ask(const Action &action, const QString &failed);
    template <class Action>
    void askInDialog(const Action &action, const QString &begun);
    QStringList takenNames() const;
    std::array<QStringList, 3> choices() const;

    bridge::EngineClient *m_client;
    SnapshotsModel *m_snapshots;
    ImagesModel m_imageViews;
    DefinedModel m_madeViews;
    StableList m_images;
    StableList m_templates;
    ImageDetail m_image;
    DefinedDetail m_made;
    ImportForm m_import;
    TemplateEditor m_editor;
    bool m_sending = false;
    QString m_refusal;
};

} // namespace glovebox::models
