// Role: the one image that is selected, for the pane beside the list. Thread: GUI.
#pragma once

#include "app/models/images_model.h"
#include "app/models/row_detail.h"
#include "app/models/text_lines.h"

#include <QStringList>

namespace glovebox::models {

class ImageDetail : public glovebox::models::RowDetail { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString source READ source NOTIFY changed)
    Q_PROPERTY(QString useName READ useName NOTIFY changed) // that a definition asks for it by
    Q_PROPERTY(QStringList names READ names NOTIFY changed)
    Q_PROPERTY(bool importing READ importing NOTIFY changed)
    Q_PROPERTY(bool ready READ ready NOTIFY changed)
    Q_PROPERTY(bool failed READ failed NOTIFY changed) // an import that ended so
    Q_PROPERTY(bool isDefault READ isDefault NOTIFY changed)
    Q_PROPERTY(bool verifying READ verifying NOTIFY changed)
    Q_PROPERTY(QString stepText READ stepText NOTIFY changed)
    Q_PROPERTY(QString layersText READ layersText NOTIFY changed) // "3 of 7 layers"
    Q_PROPERTY(double progress READ progress NOTIFY changed)      // below 0: not known
    Q_PROPERTY(QString usedBy READ usedBy NOTIFY changed)
    Q_PROPERTY(QString whyNotUse READ whyNotUse NOTIFY changed) // for a sandbox or template; empty: it can be
    Q_PROPERTY(QString whyNotVerify READ whyNotVerify NOTIFY changed)
    Q_PROPERTY(QString whyNotName READ whyNotName NOTIFY changed)
    Q_PROPERTY(QString whyNotRemove READ whyNotRemove NOTIFY changed)
    Q_PROPERTY(QString frees READ frees NOTIFY changed)                 // what removing it means
    Q_PROPERTY(glovebox::models::FactList *config READ config CONSTANT) // how its programs are meant to be run
    Q_PROPERTY(glovebox::models::TextLines *layers READ layers CONSTANT)

public:
    ImageDetail(ImagesModel *images, Ticker *ticker, QObject *parent = nullptr);

    QString title() const { return text(ImagesModel::TitleRole); }
    QString source() const;
    QString useName() const;
    QStringList names() const;
    bool importing() const { return isIn(api::ImageState::Importing); }
    bool ready() const { return isIn(api::ImageState::Ready); }
    bool failed() const { return isIn(api::ImageState::Failed); }
    bool isDefault() const { return known() && view()->isDefault; }
    bool verifying() const { return known() && view()->verifying; }
    QString stepText() const;
    QString layersText() const;
    double progress() const { return known() ? role(ImagesModel::ProgressRole).toDouble() : -1.0; }
    QString usedBy() const { return text(ImagesModel::UsedByRole); }
    QString whyNotUse() const;
    QString whyNotVerify() const;
    QString whyNotName() const;
    QString whyNotRemove() const { return m_images->whyNotRemove(id()); }
    QString frees() const;
    FactList *config() { return &m_config; }
    TextLines *layers() { return &m_layers; }

private:
    const api::ImageView *view() const { return m_images->find(id()); }
    bool isIn(api::ImageState state) const { return known() && !gone() && view()->state == state; }
    bool gone() const { return m_images->goneAt(id()).has_value(); }
    std::vector<Fact> factsNow() const override;
    std::vector<Fact> configNow() const;
    format::Explanation problem() const override;
    void readMore();

    ImagesModel *m_images;
    Ticker *m_ticker;
    FactList m_config;
    TextLines m_layers;
};

} // namespace glovebox::models
