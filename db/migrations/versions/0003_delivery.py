"""delivery: variants, media, corrections, replies, budgets, taps"""

import sqlalchemy as sa
from alembic import op

import db.columns

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('budgets',
    sa.Column('holder', sa.String(length=100), nullable=False),
    sa.Column('share', sa.Float(), server_default='1', nullable=False),
    sa.Column('blocked_until', db.columns.Moment(timezone=True), nullable=True),
    sa.Column('changed_at', db.columns.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('holder', name=op.f('pk_budgets'))
    )
    op.create_table('media',
    sa.Column('file', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('mime', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', db.columns.Moment(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_media_made_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('file', name=op.f('pk_media'))
    )
    op.create_table('campaign_replies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('at', db.columns.Moment(timezone=True), nullable=False),
    sa.Column('read_at', db.columns.Moment(timezone=True), nullable=True),
    sa.Column('read_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_replies_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_campaign_replies_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['read_by'], ['people.id'], name=op.f('fk_campaign_replies_read_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_replies'))
    )
    with op.batch_alter_table('campaign_replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaign_replies_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_campaign_replies_person_id'), ['person_id'], unique=False)

    op.create_table('media_copies',
    sa.Column('file', sa.String(length=64), nullable=False),
    sa.Column('holder', sa.String(length=100), nullable=False),
    sa.Column('external', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['file'], ['media.file'], name=op.f('fk_media_copies_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('file', 'holder', name=op.f('pk_media_copies'))
    )
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enlist_to', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('topic', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('variants', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('media', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('act', sa.String(length=8), server_default='send', nullable=False))
        batch_op.add_column(sa.Column('amends_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_campaigns_amends_id'), ['amends_id'], unique=False)

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('target', sa.String(length=100), server_default='', nullable=False))
        batch_op.add_column(sa.Column('tapped_at', db.columns.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('stopped_at', db.columns.Moment(timezone=True), nullable=True))
        batch_op.create_index('ix_deliveries_stopped', ['campaign_id', 'stopped_at'], unique=False, sqlite_where=sa.text('stopped_at IS NOT NULL'), postgresql_where=sa.text('stopped_at IS NOT NULL'))
        batch_op.create_index('ix_deliveries_tapped', ['campaign_id', 'tapped_at'], unique=False, sqlite_where=sa.text('tapped_at IS NOT NULL'), postgresql_where=sa.text('tapped_at IS NOT NULL'))

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_seen', ['delivery_id', 'seen_at'], unique=False, sqlite_where=sa.text('delivery_id IS NOT NULL AND seen_at IS NOT NULL'), postgresql_where=sa.text('delivery_id IS NOT NULL AND seen_at IS NOT NULL'))

    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sends', sa.Boolean(), server_default='0', nullable=False))

    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stopped_at', db.columns.Moment(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.drop_column('stopped_at')

    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.drop_column('sends')

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_seen', sqlite_where=sa.text('delivery_id IS NOT NULL AND seen_at IS NOT NULL'), postgresql_where=sa.text('delivery_id IS NOT NULL AND seen_at IS NOT NULL'))

    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_tapped', sqlite_where=sa.text('tapped_at IS NOT NULL'), postgresql_where=sa.text('tapped_at IS NOT NULL'))
        batch_op.drop_index('ix_deliveries_stopped', sqlite_where=sa.text('stopped_at IS NOT NULL'), postgresql_where=sa.text('stopped_at IS NOT NULL'))
        batch_op.drop_column('stopped_at')
        batch_op.drop_column('tapped_at')
        batch_op.drop_column('target')
        batch_op.drop_column('variant')

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaigns_amends_id'))
        batch_op.drop_column('amends_id')
        batch_op.drop_column('act')
        batch_op.drop_column('media')
        batch_op.drop_column('variants')
        batch_op.drop_column('topic')
        batch_op.drop_column('enlist_to')

    op.drop_table('media_copies')
    with op.batch_alter_table('campaign_replies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaign_replies_person_id'))
        batch_op.drop_index(batch_op.f('ix_campaign_replies_campaign_id'))

    op.drop_table('campaign_replies')
    op.drop_table('media')
    op.drop_table('budgets')
