"""campaigns: answers, urgent and repeating ones"""

import sqlalchemy as sa
from alembic import op

import db.columns

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('campaign_answers',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answer', sa.String(length=60), nullable=False),
    sa.Column('at', db.columns.Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_campaign_answers_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_campaign_answers_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'person_id', name=op.f('pk_campaign_answers'))
    )
    with op.batch_alter_table('campaign_answers', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_answers_person_id', ['person_id'], unique=False)

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('repeat', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('next_at', db.columns.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('approved_matched', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('resumed_at', db.columns.Moment(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_campaigns_parent_id'), ['parent_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaigns_parent_id'))
        batch_op.drop_column('resumed_at')
        batch_op.drop_column('approved_matched')
        batch_op.drop_column('parent_id')
        batch_op.drop_column('next_at')
        batch_op.drop_column('repeat')
        batch_op.drop_column('urgent')

    with op.batch_alter_table('campaign_answers', schema=None) as batch_op:
        batch_op.drop_index('ix_campaign_answers_person_id')

    op.drop_table('campaign_answers')
